import swagger from '@fastify/swagger';
import type { Client } from '@temporalio/client';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { AwsAccess } from '../../activities/aws-clients.js';
import { startGuard } from '../client/guard.js';
import type { Services } from '../client/services.js';
import { readWebhookSettings, type WebhookSettings } from '../webhook-settings.js';
import { guardRoutes } from './guard-routes.js';
import { healthRoutes } from './health-routes.js';
import { historyRoutes } from './history-routes.js';
import { holdRoutes } from './hold-routes.js';
import { messageRoutes } from './message-routes.js';
import { pageRoutes } from './page/routes.js';
import { answerWithProblems } from './problem.js';
import { rollbackRoutes } from './rollback-routes.js';
import { type SlackDependencies, slackRoutes } from './slack/routes.js';
import type { Tokens } from './tokens.js';
import { allSources, type WebhookWorld } from './webhooks/all-sources.js';
import { createIntake } from './webhooks/intake.js';
import { createRecords } from './webhooks/records.js';
import { webhookRoutes } from './webhooks/routes.js';
import { sourceRoutes } from './webhooks/source-routes.js';
import type { Taking } from './webhooks/take.js';
import { createPageUnmatched } from './webhooks/unmatched.js';

export interface ServerDependencies {
  readonly client: Client;
  readonly services: Services;
  readonly tokens: Tokens;
  readonly aws: AwsAccess;
  /** Folder of the reports. */
  readonly reports: string;
  /** Reference to the key that server and worker share. */
  readonly relayKey?: string;
  /** Reference to Slack's signing secret; Slack is not heard without it. */
  readonly slackSecret?: string;
  /** Who is this user of Slack; nobody unless given. */
  readonly ofSlack?: SlackDependencies['ofSlack'];
  /** How senders of alerts sign; with a token where nothing is set. */
  readonly webhooks?: WebhookSettings;
  readonly webhookWorld?: WebhookWorld;
  readonly logger?: FastifyBaseLogger;
  /** Address of the state page, as browsers know it. */
  readonly publicUrl?: string;
  /** Milliseconds in which alerts for one service are gathered into one signal; 10,000 by default. */
  readonly gatherFor?: number;
}

const oneMebibyte = 1024 * 1024;
const senderIsAnsweredWithin = 900;

const openapi = {
  openapi: '3.1.0',
  info: { title: 'Runback', description: 'Rolls back releases on Amazon ECS by the runbook', version: '0.1.0' },
  components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
} as const;

/** The HTTP server of design §12, not listening yet. Closing it passes on the alerts that were gathered. */
export async function createServer(dependencies: ServerDependencies): Promise<FastifyInstance> {
  const { logger } = dependencies;
  const server: FastifyInstance = fastify({
    bodyLimit: oneMebibyte,
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    requestTimeout: 10_000,
  });
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.removeContentTypeParser('text/plain');
  server.decorateRequest('holder', undefined);
  server.decorateRequest('wanted', undefined);
  answerWithProblems(server);
  await server.register(swagger, {
    openapi,
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  const taking = takingOf(server, dependencies);
  const { webhooks = readWebhookSettings({}), webhookWorld } = dependencies;
  await server.register(async (routes) => {
    healthRoutes(routes, dependencies);
    rollbackRoutes(routes, dependencies);
    historyRoutes(routes, dependencies);
    messageRoutes(routes, dependencies);
    holdRoutes(routes, dependencies);
    guardRoutes(routes, dependencies);
    webhookRoutes(routes, taking);
    await routes.register(pageRoutes, dependencies);
    routes.get('/openapi.json', { schema: { hide: true } }, async () => server.swagger());
  });
  await server.register(sourceRoutes, { ...taking, sources: allSources(webhooks, webhookWorld) });
  await server.register(async (routes) => slackRoutes(routes, { ofSlack: () => undefined, ...dependencies }));
  return server;
}

function takingOf(server: FastifyInstance, dependencies: ServerDependencies): Taking {
  const records = createRecords();
  const complain = (error: unknown) => server.log.error(error, 'Passing on alerts failed; it is tried again');
  const intake = createIntake({ ...dependencies, log: server.log, records, complain });
  server.addHook('onClose', () => intake.stop());
  const guard: Taking['guard'] = (request) => startGuard(dependencies.client, request);
  const pageUnmatched = createPageUnmatched(dependencies);
  return { ...dependencies, records, intake, guard, pageUnmatched, answerWithin: senderIsAnsweredWithin };
}
