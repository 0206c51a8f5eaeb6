// Every error answer is problem+json (RFC 9457): what was attempted, what came back, what to do next; never a stack.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Trouble, type TroubleKind } from '../client/trouble.js';
import { oneLine } from '../runbook/wording.js';
import { sentencesOf } from './validation-sentences.js';

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    errors: z.array(z.string()).optional().describe('One sentence per wrong field'),
  })
  .meta({ id: 'Problem' });

const titles: Readonly<Record<number, string>> = {
  400: 'Not understood',
  401: 'Who are you?',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not now',
  413: 'Too large',
  415: 'Not JSON',
  422: 'Wrong fields',
  503: 'Not reachable',
};

export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly errors: readonly string[] = [],
  ) {
    super(detail);
  }
}

const statusOfTrouble: Readonly<Record<TroubleKind, number>> = {
  'bad input': 422,
  'nothing open': 409,
  refused: 409,
  'no answer': 503,
  'no worker': 503,
  'no plan': 502,
  'temporal not reached': 503,
  'aws not reached': 503,
  unexpected: 500,
};

const answer = (reply: FastifyReply, { status, message, errors }: Problem): FastifyReply => {
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="runback"');
  if (status === 503) reply.header('retry-after', '5');
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send({
      type: 'about:blank',
      title: titles[status] ?? 'Failed',
      status,
      detail: message,
      ...(errors.length === 0 ? {} : { errors }),
    });
};

export const problemOf = (error: unknown, request: FastifyRequest): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof Trouble) return new Problem(statusOfTrouble[error.kind], error.message, error.problems);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const sentences = sentencesOf(error.validation, request);
    return new Problem(422, `Nothing was started or changed: ${sentences.slice(0, 3).join('; ')}`, sentences);
  }
  return fastifysOwn(error);
};

const fastifysOwn = (error: unknown): Problem => {
  const { code, statusCode } = (error ?? {}) as { code?: string; statusCode?: number };
  if (statusCode === 413) return new Problem(413, 'The body is longer than 1 MiB; nothing was read. Send less');
  if (statusCode === 415) return new Problem(415, 'The body is not JSON; send it with content-type: application/json');
  if (statusCode === 400 || code === 'FST_ERR_CTP_EMPTY_JSON_BODY') {
    return new Problem(
      400,
      'The body could not be read as JSON; nothing was started or changed. Check it and send it again',
    );
  }
  return new Problem(500, 'Runback failed unexpectedly; nothing more is known here. Its log has the reason; try again');
};

/** Who wanted what, and why it was not done. Whoever only reads is told, and that is all. */
function recordRefusal({ method, url, holder, log }: FastifyRequest, { status, message }: Problem): void {
  if (method === 'GET') return;
  const path = url.split('?')[0]?.slice(0, 200);
  log.warn({ status, path, by: holder?.name ?? 'nobody known', why: oneLine(message, 500) }, 'Refused');
}

export function answerWithProblems(server: FastifyInstance): void {
  server.setErrorHandler((error: unknown, request: FastifyRequest, reply) => {
    const problem = problemOf(error, request);
    if (problem.status === 500) request.log.error(error);
    else recordRefusal(request, problem);
    return answer(reply, problem);
  });
  server.setNotFoundHandler((request, reply) => {
    const detail = `${request.method} ${request.url.slice(0, 200)} does not exist; /openapi.json lists what does`;
    return answer(reply, new Problem(404, detail));
  });
}
