import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Verb } from '../identifiers.js';
import type { Role } from '../relayed.js';
import { allowFor, holderOf, holding } from './authorise.js';
import { type Holder, mayActAs, type Where } from './holder.js';
import { Problem, problemSchema } from './problem.js';
import { type RelayNeeds, relay } from './relay.js';
import { messageBodies } from './request-body.js';
import { type Dependencies, entryAt, wherePath } from './rollback-routes.js';

const answerSchema = z.object({
  said: z.string(),
  by: z.string().describe("The token's name"),
  messageId: z.string().describe('Sent again with the same Idempotency-Key, a message counts once'),
});
const headers = z.object({ 'idempotency-key': z.string().min(1).max(200).optional() });

export const roleFor = (verb: Verb): Role => (verb === 'approve' || verb === 'reject' ? 'approver' : 'operator');

/** `POST /rollbacks/:environment/:service/<verb>`, one route a verb. Who speaks is the token's name, never the body's. */
export function messageRoutes(server: FastifyInstance, dependencies: Dependencies & RelayNeeds): void {
  for (const verb of Object.keys(messageBodies) as Verb[]) messageRoute(server, dependencies, verb);
}

function messageRoute(server: FastifyInstance, dependencies: Dependencies & RelayNeeds, verb: Verb): void {
  const { services, tokens } = dependencies;
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
      const holder = holderOf(request);
      demandAdminForBreakGlass(request.body, holder, { environment, service });
      const messageId = request.headers['idempotency-key'];
      const answer = await relay(dependencies, {
        where: { environment, service },
        verb,
        message: request.body,
        holder,
        log: request.log,
        ...(messageId === undefined ? {} : { messageId }),
      });
      const { answered, said } = answer;
      return reply.code(answered ? 200 : 202).send({ said, by: holder.name, messageId: answer.messageId });
    },
  });
}

/** Whether or not the message can be signed, and so be judged by the run itself. */
function demandAdminForBreakGlass(body: unknown, holder: Holder, where: Where): void {
  if (typeof body !== 'object' || body === null || !('breakGlass' in body) || mayActAs(['admin'], holder, where))
    return;
  throw new Problem(403, `${holder.name} is no admin; break-glass needs one. Nothing was sent`);
}
