// What a person says at the page: asked once more, then sent by the very route that everybody's messages take.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isOpen } from '../../client/execution.js';
import { pageAddress } from '../../identifiers.js';
import type { Report } from '../../report.js';
import { leftBy } from '../../undone.js';
import { wherePath } from '../rollback-routes.js';
import { messageIn } from './fields.js';
import { type Notice, pageOf } from './layout.js';
import type { Looked } from './look.js';
import { lookFor, pageOfService, visitorOf } from './look-routes.js';
import { messageOf, type PageVerb, pageVerbs } from './offers.js';
import { isAsked, questionPage, shownMark } from './question-page.js';
import type { PageNeeds } from './routes.js';
import { comesFromElsewhere } from './same-origin.js';
import { formIn, notOurs } from './sign-in-routes.js';
import { askToSignIn, type Visit, visitOf } from './visit.js';

const params = wherePath.extend({ verb: z.enum(pageVerbs) });
type Params = z.infer<typeof params>;

export function sayRoutes(server: FastifyInstance, needs: PageNeeds): void {
  const typed = server.withTypeProvider<ZodTypeProvider>();
  const route = { url: '/:environment/:service/:verb', schema: { hide: true, params } };
  typed.route({
    method: 'GET',
    ...route,
    handler: async (request, reply) => {
      const visit = await visitOf(request, needs);
      if (visit === undefined) return askToSignIn(request, reply);
      const looked = await lookFor(needs, request.params, visit);
      return ask(looked, visit, request.params.verb, request, reply);
    },
  });
  typed.route({ method: 'POST', ...route, handler: (request, reply) => say(server, needs, request, reply) });
}

function ask(looked: Looked, visit: Visit, verb: PageVerb, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const asked = new URLSearchParams(request.url.split('?')[1] ?? '');
  const offer = looked.offers.find((each) => isAsked(each, verb, asked));
  if (offer === undefined) return refuse(reply, looked, visit, { status: 409, text: notNow(looked, verb) });
  const { service, environment } = looked.entry;
  const body = questionPage(looked, offer, visit.session.csrf);
  return reply.send(pageOf({ title: `${offer.label}? ${service} ${environment}`, body, visitor: visitorOf(visit) }));
}

async function say(
  server: FastifyInstance,
  needs: PageNeeds,
  request: FastifyRequest<{ Params: Params }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const visit = await visitOf(request, needs);
  const unknown: Notice = { kind: 'refused', text: 'Nothing was sent: you are not signed in' };
  if (visit === undefined) return askToSignIn(request, reply, unknown);
  const looked = await lookFor(needs, request.params, visit);
  const form = formIn(request);
  const { verb } = request.params;
  if (comesFromElsewhere(request, needs) || form.get('csrf') !== visit.session.csrf)
    return refuse(reply, looked, visit, { status: 403, text: notOurs });
  if (form.get('shown') !== shownMark(looked, verb))
    return refuse(reply, looked, visit, { status: 409, text: movedOn });
  const { status, text } = await send(server, looked, verb, form, visit.session.token);
  if (status >= 300) return refuse(reply, looked, visit, { status, text });
  visit.session.notice = { kind: 'said', text };
  return reply.redirect(pageAddress(looked.entry), 303);
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

const movedOn =
  'the rollback has moved on since the page was read that you answered; look at it as it is now, then say it again';

const notNow = ({ seen }: Looked, verb: PageVerb): string => {
  if (seen === undefined) return `there is no rollback that ${verb} could be said to`;
  if (!isOpen(seen.execution)) return `the rollback is over: ${verb} does not count any more`;
  const phase = seen.from === 'the run' ? `it is in phase "${seen.status.phase}", where` : 'the run does not answer:';
  return `${phase} ${verb} does not count now`;
};

const refuse = (reply: FastifyReply, looked: Looked, visit: Visit, { status, text }: Answer): FastifyReply => {
  const whole = text.startsWith('Nothing was') ? text : `Nothing was sent: ${text}`;
  return reply.code(status).send(pageOfService(looked, visit, { kind: 'refused', text: whole }));
};

/** The same request that anybody with this token could send: the same roles, rules and name, the same answer. */
async function send(
  server: FastifyInstance,
  { entry, report, isOpen: open }: Looked,
  verb: PageVerb,
  form: URLSearchParams,
  token: string,
): Promise<Answer> {
  const undoes = verb === 'undo' && !open && report !== undefined;
  const said = messageIn(verb, form);
  const messageId = form.get('message') ?? '';
  const answer = await server.inject({
    method: 'POST',
    url: undoes ? '/rollbacks' : `/rollbacks${pageAddress(entry)}/${messageOf(verb)}`,
    headers: {
      authorization: `Bearer ${token}`,
      ...(/^[\w-]{1,64}$/.test(messageId) ? { 'idempotency-key': messageId } : {}),
    },
    payload: undoes ? undoRequest(report, said, messageId) : said,
  });
  const { said: text, detail } = answer.json<{ said?: string; detail?: string }>();
  return { status: answer.statusCode, text: text ?? detail ?? 'Runback did not say what came of it; look again' };
}

/** As `runback undo` asks: a canary's former weights are in the report, which the worker reads. */
function undoRequest(report: Report, said: object, requestId: string): object {
  const { id, service, environment, reason } = report;
  const left = leftBy(report);
  return {
    service,
    environment,
    undoes: id,
    ...(left.found === 'service' ? { target: { taskDefinition: left.taskDefinition } } : { scope: 'canary' }),
    act: true,
    reason: 'reason' in said ? said.reason : `undo of the rollback ${id} (${reason.slice(0, 200)})`,
    requestId,
  };
}
