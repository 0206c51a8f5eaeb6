// The worker process: takes work from Temporal until it is told to stop.
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import pino, { type Logger } from 'pino';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { exitOf, exits } from '../src/cli/exits.js';
import { settings } from '../src/client/settings.js';
import { Trouble } from '../src/client/trouble.js';
import type { Config } from '../src/config.js';
import { queues } from '../src/identifiers.js';
import { announce, stopWhenTold } from '../src/running.js';
import { connectWithPatience } from './connect.js';
import { createWorkers, type Workers } from './create-worker.js';
import { clientOver, composeDependencies } from './dependencies.js';
import { foreseeMigrations } from './foresee-migrations.js';
import { readRoles } from './roles.js';
import { warmUp } from './warm-up.js';

/** Runs until SIGINT or SIGTERM. Throws a sentence when it cannot start or cannot go on. */
async function work(config: Config, logger: Logger): Promise<never> {
  const chosen = readRoles(process.env.RUNBACK_WORKER_ROLES);
  const { dependencies, entries, close } = await composeDependencies(config);
  const connection = await connectWithPatience(config.temporal.connectionOptions, {
    onFirstFailure: (sentence) => process.stderr.write(`${sentence}\n`),
  });
  const client = clientOver(connection, config);
  const workers = await createWorkers({ connection, client, dependencies, roles: chosen });
  let withdraw: (() => Promise<void>) | undefined;
  let stopForeseeing: (() => void) | undefined;
  const leave = async (): Promise<void> => {
    stopForeseeing?.();
    await workers.shutdown();
    close();
    await connection.close();
    await withdraw?.();
  };
  const stopped = stopWhenTold(leave);
  void exitWhenOver(workers, leave);
  const warn =
    (says: string) =>
    ({ service, environment }: CatalogueEntry, error: unknown): void =>
      logger.warn({ service, environment, cause: messageOf(error) }, says);
  const { aws } = dependencies;
  await warmUp(aws, entries, warn('AWS cannot be looked at yet'));
  if (!stopping && chosen.includes('follow')) {
    stopForeseeing = foreseeMigrations({
      aws,
      entries,
      onTrouble: warn('Migrations cannot be read ahead of a rollback'),
    });
  }
  if (!stopping) withdraw = await announce('worker', {});
  const { address } = config.temporal.connectionOptions;
  logger.info({ temporal: address, queues: chosen.map((role) => queues[role]) }, 'The worker runs');
  return stopped;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

let stopping = false;

/** A worker that ends by itself cannot go on: whoever runs the process starts it again. */
async function exitWhenOver(workers: Workers, leave: () => Promise<void>): Promise<void> {
  try {
    await workers.run();
  } catch (error) {
    if (stopping) return;
    logger.fatal(error, 'The worker cannot go on');
    await leave().catch(() => undefined);
    process.exit(1);
  }
}

const logger = pino({ name: 'worker', level: process.env.RUNBACK_LOG_LEVEL ?? 'info' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopping = true;
  });
}
Runtime.install({
  shutdownSignals: [],
  logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
    // The queues of followers and notices have none on purpose.
    if (message.startsWith('No workflows registered')) return;
    logger[level === 'ERROR' ? 'error' : 'warn'](meta ?? {}, message);
  }),
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} } },
});
try {
  await work(settings(), logger);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(error instanceof Trouble ? exitOf[error.kind] : exits.otherOutcome);
}
