import { setTimeout as after } from 'node:timers/promises';
import pino, { type Logger } from 'pino';
import { createAwsAccess } from '../../activities/aws-clients.js';
import { loadCatalogue } from '../catalogue/load-catalogue.js';
import { reachTemporalLazily } from '../client/connect.js';
import { settings } from '../client/settings.js';
import type { Config } from '../config.js';
import { announce, stopWhenTold } from '../running.js';
import { createServer } from './create-server.js';
import { liveTokens } from './live-tokens.js';
import { withOidc } from './oidc.js';

const passingOnMayTakeMs = 3_000;

/** Runs the server until it is told to stop. Throws a sentence when it cannot start. */
async function serve(config: Config, logger: Logger): Promise<never> {
  const catalogue = await loadCatalogue(config.catalogue);
  const {
    tokens: kept,
    ofSlack,
    stop,
  } = await liveTokens(config.tokens, (error) => logger.error(error, 'Reading the tokens failed'));
  const { client, close } = reachTemporalLazily(config.temporal);
  const tokens = withOidc(kept, config.oidc);
  const aws = createAwsAccess();
  const { relayKey, slackSecret, publicUrl, reports, webhooks } = config;
  const slack = { ofSlack, ...(slackSecret === undefined ? {} : { slackSecret }) };
  const page = publicUrl === undefined ? {} : { publicUrl };
  const of = { client, services: catalogue, tokens, aws, reports, webhooks, logger };
  const server = await createServer({ ...of, relayKey, ...slack, ...page });
  const http = await server.listen(config.server).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? portTaken(config) : error;
  });
  const withdraw = await announce('server', { http });
  return stopWhenTold(async () => {
    stop();
    await Promise.race([server.close(), after(passingOnMayTakeMs)]);
    await close();
    aws.close();
    await withdraw();
  });
}

const portTaken = ({ server: { host, port } }: Config): Error =>
  new Error(`Listening on ${host}:${port}: the port is in use. Stop what uses it, or set RUNBACK_SERVER_PORT`);

const logger = pino({ name: 'server', level: process.env.RUNBACK_LOG_LEVEL ?? 'info' });
try {
  await serve(settings(), logger);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
