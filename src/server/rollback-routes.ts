// Asking for a rollback, and looking at the newest one of a service.
import type { Client } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { byToken } from '../by-token.js';
import type { CatalogueEntry } from '../catalogue/entry.js';
import { cardOf } from '../client/card.js';
import { noWorkerPolls } from '../client/pollers.js';
import { findService, type Services } from '../client/services.js';
import type { Started } from '../client/start.js';
import { readStatus, type Seen } from '../client/status.js';
import { Trouble } from '../client/trouble.js';
import { rollbackId } from '../identifiers.js';
import { type Asked, requestFrom } from './asked.js';
import { allowFor, holderOf, holding, reading } from './authorise.js';
import { rolesAt } from './holder.js';
import { Problem, problemSchema } from './problem.js';
import { type RelayNeeds, relayRequest } from './relay.js';
import { requestBody } from './request-body.js';
import type { Tokens } from './tokens.js';

export interface Dependencies {
  readonly client: Client;
  readonly services: Services;
  readonly tokens: Tokens;
}

export const wherePath = z.object({ environment: z.string().max(128), service: z.string().max(128) });
const problems = { '4xx': problemSchema, '5xx': problemSchema };

const startedSchema = z.object({
  id: z.string(),
  runId: z.string(),
  started: z.boolean().describe('false: a rollback was open already and was told of this request'),
  said: z.string(),
});
const seenSchema = z.object({
  from: z.enum(['the run', 'temporal']),
  card: z.array(z.string()).describe('The state card: at most ten lines'),
  why: z.string().optional().describe('Why the run itself did not answer'),
  execution: z.record(z.string(), z.unknown()),
  status: z.record(z.string(), z.unknown()).optional(),
});

export function rollbackRoutes(server: FastifyInstance, dependencies: Dependencies & RelayNeeds): void {
  askRoute(server, dependencies);
  lookRoutes(server, dependencies);
}

function askRoute(server: FastifyInstance, dependencies: Dependencies & RelayNeeds): void {
  const { services, tokens } = dependencies;
  const asking = { summary: 'Ask for a rollback', security: [{ bearer: [] }], body: requestBody };
  server.withTypeProvider<ZodTypeProvider>().route({
    method: 'POST',
    url: '/rollbacks',
    onRequest: holding(tokens, 'operator'),
    schema: { ...asking, response: { 202: startedSchema, ...problems } },
    handler: async (request, reply) => {
      const holder = holderOf(request);
      const asked = requestFrom(request.body, holder, services);
      allowFor(request, asked.request);
      const roles = rolesAt(holder, asked.request);
      const { id, runId, started, workerPolls } = await relayRequest(dependencies, asked.request, roles, request.log);
      reply.code(202).header('location', `/rollbacks/${asked.entry.environment}/${asked.entry.service}`);
      return reply.send({ id, runId, started, said: saidOf({ started, workerPolls }, asked) });
    },
  });
}

function lookRoutes(server: FastifyInstance, { client, services, tokens }: Dependencies): void {
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.route({
    method: 'GET',
    url: '/rollbacks/:environment/:service',
    onRequest: reading(tokens),
    schema: {
      summary: 'The newest rollback of a service',
      security: [{ bearer: [] }],
      params: wherePath,
      response: { 200: seenSchema, ...problems },
    },
    handler: async (request) => {
      const { environment, service } = entryAt(services, request.params);
      allowFor(request, { environment, service });
      return shownAs(await readStatus(client, rollbackId(environment, service)).catch(notFoundWhenNone));
    },
  });
}

/** The catalogue's entry for a path. Throws 404. */
export function entryAt(services: Services, { environment, service }: z.infer<typeof wherePath>): CatalogueEntry {
  const found = findService(services, service, environment);
  if ('entry' in found) return found.entry;
  throw new Problem(404, found.refused);
}

const saidOf = (
  { started, workerPolls }: Pick<Started, 'started' | 'workerPolls'>,
  { entry, request }: Asked,
): string => {
  if (workerPolls === false) return noWorkerPolls;
  if (!started) return 'Joined: a rollback of this service is open, and was told of this request';
  if (entry.policy.mode === 'observe' && request.act !== true) {
    return 'Started, in mode observe: it ends as PLANNED. Add "act": true, or run the commands of its plan';
  }
  return entry.policy.identity === 'authenticated' ? `Started; to approve it: ${byToken('approve', entry)}` : 'Started';
};

const notFoundWhenNone = (error: unknown): never => {
  if (error instanceof Trouble && error.kind === 'nothing open') throw new Problem(404, error.message);
  throw error;
};

const shownAs = (seen: Seen): z.input<typeof seenSchema> => ({
  from: seen.from,
  card: cardOf(seen),
  execution: { ...seen.execution },
  ...(seen.from === 'the run' ? { status: { ...seen.status } } : { why: seen.why }),
});
