import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { workerPolls } from '../client/pollers.js';
import { problemSchema } from './problem.js';
import type { Dependencies } from './rollback-routes.js';

const readySchema = z.object({
  ready: z.boolean(),
  temporal: z.enum(['reached', 'not reached']),
  worker: z.enum(['polls', 'does not poll', 'unknown']),
  services: z.number().int().describe('Services in the catalogue'),
});

/** `/healthz`: this process answers. `/readyz`: a request for a rollback would get through. */
export function healthRoutes(server: FastifyInstance, { client, services }: Dependencies): void {
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.route({
    method: 'GET',
    url: '/healthz',
    schema: { summary: 'This process answers', response: { 200: z.object({ ok: z.literal(true) }) } },
    handler: async () => ({ ok: true }) as const,
  });
  typed.route({
    method: 'GET',
    url: '/readyz',
    schema: {
      summary: 'Temporal is reached and the catalogue is loaded',
      response: { 200: readySchema, 503: readySchema, 500: problemSchema },
    },
    handler: async (_, reply) => {
      const polls = await workerPolls(client);
      const reached = polls !== undefined;
      const known = services.entries().length;
      const ready = reached && known > 0;
      return reply.code(ready ? 200 : 503).send({
        ready,
        temporal: reached ? 'reached' : 'not reached',
        worker: polls === undefined ? 'unknown' : polls ? 'polls' : 'does not poll',
        services: known,
      });
    },
  });
}
