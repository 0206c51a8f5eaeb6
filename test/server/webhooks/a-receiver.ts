// The routes of the senders over an intake that remembers what it was given; no Temporal, no socket.
import { createHmac } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { catalogueOf } from '../../../src/catalogue/catalogue.js';
import type { GuardRequest } from '../../../src/guard/guard-request.js';
import { answerWithProblems, Problem } from '../../../src/server/problem.js';
import { newToken, tokensOf } from '../../../src/server/tokens.js';
import { allSources, type WebhookWorld } from '../../../src/server/webhooks/all-sources.js';
import type { IncomingAlert } from '../../../src/server/webhooks/incoming.js';
import { createRecords } from '../../../src/server/webhooks/records.js';
import { webhookRoutes } from '../../../src/server/webhooks/routes.js';
import { sourceRoutes } from '../../../src/server/webhooks/source-routes.js';
import type { Taking } from '../../../src/server/webhooks/take.js';
import { readWebhookSettings } from '../../../src/webhook-settings.js';
import { anEntry } from '../../support/an-entry.js';

export const now = Date.parse('2026-11-23T03:04:00Z');
const sender = newToken('a-sender', ['sender']);
const viewer = newToken('a-viewer', ['viewer']);

export const authorised = { authorization: `Bearer ${sender.token}` };
export const asViewer = { authorization: `Bearer ${viewer.token}` };

const pagerduty = { api: 'https://api.pagerduty.com', token: 'env:T', from: 'a@b.c', service: 'PAPPLYL' };

export interface Receiver {
  readonly server: FastifyInstance;
  /** What was passed on to be decided. */
  readonly passedOn: IncomingAlert[];
  /** What was asked to be guarded. */
  readonly guarded: GuardRequest[];
  /** Critical ones that match no service. */
  readonly paged: IncomingAlert[];
  /** While true, Temporal is not reached. */
  isDown: boolean;
  readonly became: () => string[];
  send(
    source: string,
    body: string | object,
    headers?: Record<string, string>,
  ): Promise<{ status: number; text: string; alerts: { became: string; said: string }[]; repeated: boolean }>;
}

export async function aReceiver(set: Record<string, string> = {}, world: WebhookWorld = {}): Promise<Receiver> {
  const passedOn: IncomingAlert[] = [];
  const guarded: GuardRequest[] = [];
  const records = createRecords();
  const server = fastify();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.decorateRequest('holder', undefined);
  server.decorateRequest('wanted', undefined);
  answerWithProblems(server);
  const receiver: Receiver = {
    server,
    passedOn,
    guarded,
    paged: [],
    isDown: false,
    became: () => records.newestFirst().map(({ became }) => became),
    async send(source, body, headers = {}) {
      const payload = typeof body === 'string' ? body : JSON.stringify(body);
      const type = { 'content-type': 'application/json' };
      const url = `/webhooks/${source}`;
      const answer = await server.inject({ method: 'POST', url, payload, headers: { ...type, ...headers } });
      const { alerts = [], repeated = false } = JSON.parse(answer.body) as Partial<
        Awaited<ReturnType<Receiver['send']>>
      >;
      return { status: answer.statusCode, text: answer.body, alerts, repeated };
    },
  };
  const taking: Taking = {
    services: catalogueOf([
      anEntry({ pagerduty }),
      anEntry({
        service: 'applylens-web',
        aliases: ['applylens-web-prod'],
        ecs: { cluster: 'applylens-prod', service: 'applylens-web-prod', family: 'applylens-web-prod' },
      }),
    ]),
    tokens: tokensOf([sender.known, viewer.known]),
    records,
    pageUnmatched: async (incoming) => {
      if (receiver.isDown) throw new Problem(503, 'Temporal is not reached');
      receiver.paged.push(incoming);
    },
    answerWithin: 900,
    intake: {
      take: async (_, alerts) => {
        if (receiver.isDown) throw new Problem(503, 'Temporal is not reached');
        passedOn.push(...alerts);
        return { became: 'started', said: 'Started', id: 'rollback/prod/applylens-api', runId: 'run' };
      },
      stop: async () => undefined,
    },
    guard: async (request) => {
      if (receiver.isDown) throw new Problem(503, 'Temporal is not reached');
      guarded.push(request);
      return { id: 'guard/prod/applylens-api/123', started: guarded.length === 1, workerPolls: true };
    },
  };
  const sources = allSources(readWebhookSettings(set), { now: () => now, ...world });
  await server.register(async (routes) => webhookRoutes(routes, taking));
  await server.register(sourceRoutes, { ...taking, sources });
  return receiver;
}

export const hmac = (secret: string, ...parts: readonly string[]): string =>
  createHmac('sha256', secret).update(parts.join('')).digest('hex');
