import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { holderOf, holding, reading } from '../authorise.js';
import { mayRead } from '../holder.js';
import { problemSchema } from '../problem.js';
import { alertmanagerBody, fromAlertmanager } from './alertmanager.js';
import { type Taken, type Taking, takeAll, takenSchema } from './take.js';

const recordSchema = takenSchema
  .omit({ id: true, runId: true })
  .extend({ source: z.string(), alert: z.string(), firstAt: z.string(), lastAt: z.string(), count: z.number().int() });

/** `POST /webhooks/alertmanager`, and what became of all alerts at `GET /webhooks/records`. */
export function webhookRoutes(server: FastifyInstance, dependencies: Taking): void {
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.route({
    method: 'POST',
    url: '/webhooks/alertmanager',
    onRequest: holding(dependencies.tokens, 'sender', 'operator'),
    schema: {
      summary: "Alertmanager's webhook: firing alerts of a known service start a rollback",
      security: [{ bearer: [] }],
      body: alertmanagerBody,
      response: { 202: z.object({ alerts: z.array(takenSchema) }), '4xx': problemSchema, '5xx': problemSchema },
    },
    handler: async (request, reply) => {
      const alerts = await takeAll(dependencies, fromAlertmanager(request.body), request.holder);
      return reply.code(202).send({ alerts });
    },
  });
  typed.route({
    method: 'GET',
    url: '/webhooks/records',
    onRequest: reading(dependencies.tokens),
    schema: {
      summary: 'What became of the newest alerts, those of unknown services included',
      security: [{ bearer: [] }],
      response: { 200: z.object({ records: z.array(recordSchema) }), '4xx': problemSchema },
    },
    handler: async (request) => {
      const holder = holderOf(request);
      const all = dependencies.records.newestFirst();
      return { records: all.filter((each) => mayRead(holder, placeOf(each))) };
    },
  });
}

/** An alert that names no service is shown to who may read any. */
const placeOf = ({ environment, service }: Pick<Taken, 'environment' | 'service'>) => ({
  environment: environment ?? '',
  service: service ?? '',
});
