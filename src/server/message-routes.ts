import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sendMessage } from '../client/message.js';
import { rollbackId, type Verb } from '../identifiers.js';
import { parseMessage } from '../messages.js';
import { allowFor, holderOf, holding } from './authorise.js';
import { Problem, problemSchema } from './problem.js';
import { messageBodies } from './request-body.js';
import { type Dependencies, entryAt, wherePath } from './rollback-routes.js';
import type { Role } from './tokens.js';

const answerSchema = z.object({
  said: z.string(),
  by: z.string().describe("The token's name"),
  messageId: z.string().describe('Sent again with the same Idempotency-Key, a message counts once'),
});
const headers = z.object({ 'idempotency-key': z.string().min(1).max(200).optional() });

export const roleFor = (verb: Verb): Role => (verb === 'approve' || verb === 'reject' ? 'approver' : 'operator');

/** `POST /rollbacks/:environment/:service/<verb>`, one route a verb. Who speaks is the token's name, never the body's. */
export function messageRoutes(server: FastifyInstance, dependencies: Dependencies): void {
  for (const verb of Object.keys(messageBodies) as Verb[]) messageRoute(server, dependencies, verb);
}

function messageRoute(server: FastifyInstance, { client, services, tokens }: Dependencies, verb: Verb): void {
  server.withTypeProvider<ZodTypeProvider>().route({
    method: 'POST',
    url: `/rollbacks/:environment/:service/${verb}`,
    onRequest: holding(tokens, roleFor(verb)),
    schema: {
      summary: `Say "${verb}" to the rollback that runs`,
      security: [{ bearer: [] }],
      params: wherePath,
      headers,
      body: messageBodies[verb],
      response: { 200: answerSchema, 202: answerSchema, '4xx': problemSchema, '5xx': problemSchema },
    },
    handler: async (request, reply) => {
      const { environment, service } = entryAt(services, request.params);
      allowFor(request, { environment, service });
      const { name: by } = holderOf(request);
      const parsed = parseMessage(verb, { ...(request.body as object), by });
      if (!parsed.ok) throw new Problem(422, `Nothing was sent: ${parsed.problems.join('; ')}`, parsed.problems);
      const messageId = request.headers['idempotency-key'];
      const id = rollbackId(environment, service);
      const answer = await sendMessage(client, id, verb, parsed.value, messageId === undefined ? {} : { messageId });
      return reply.code(answer.answered ? 200 : 202).send({ said: answer.said, by, messageId: answer.messageId });
    },
  });
}
