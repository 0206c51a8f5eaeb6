// POST /guards: what a deploy pipeline asks once its deployment has begun.
import type { Client } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { startGuard } from '../client/guard.js';
import { noWorkerPolls } from '../client/pollers.js';
import { type Services, serviceNamed } from '../client/services.js';
import { deploymentExpected, deploymentPattern } from '../guard/guard-request.js';
import { allowFor, holderOf, holding } from './authorise.js';
import { problemSchema } from './problem.js';
import type { Tokens } from './tokens.js';

interface Dependencies {
  readonly client: Client;
  readonly services: Services;
  readonly tokens: Tokens;
}

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'expected a name of letters, digits, dots, dashes and underscores');

const guardBody = z
  .strictObject({
    service: name,
    environment: name,
    deployment: z
      .string()
      .regex(deploymentPattern, `expected ${deploymentExpected}`)
      .optional()
      .describe('Id of the deployment in ECS, as UpdateService answers it; the newest one unless given'),
  })
  .meta({ id: 'GuardRequest' });

const guardedSchema = z.object({
  id: z.string(),
  started: z.boolean().describe('false: this deployment is guarded, or was, already'),
  said: z.string(),
});

export function guardRoutes(server: FastifyInstance, { client, services, tokens }: Dependencies): void {
  server.withTypeProvider<ZodTypeProvider>().route({
    method: 'POST',
    url: '/guards',
    onRequest: holding(tokens, 'operator', 'sender'),
    schema: {
      summary: 'Have a deployment guarded: measured by the runbook’s rules until it has baked, and rolled back by them',
      security: [{ bearer: [] }],
      body: guardBody,
      response: { 202: guardedSchema, '4xx': problemSchema, '5xx': problemSchema },
    },
    handler: async (request, reply) => {
      const { service, environment } = serviceNamed(services, request.body.service, request.body.environment);
      allowFor(request, { service, environment });
      const { deployment } = request.body;
      const asked = { service, environment, ...(deployment === undefined ? {} : { deployment }) };
      const { id, started, workerPolls } = await startGuard(client, { ...asked, requestedBy: holderOf(request).name });
      const said = started ? 'Started' : 'It is guarded, or was, already';
      return reply.code(202).send({ id, started, said: workerPolls === false ? noWorkerPolls : said });
    },
  });
}
