// Runs workflows on a real dev server against scripted activities; every run is replayed at the end of its file.
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { Worker, type WorkerOptions, type WorkflowBundleOption } from '@temporalio/worker';
import { expect } from 'vitest';
import { until } from '../../sandbox/processes/until.js';
import { queues, rollbackId } from '../../src/identifiers.js';
import type { Report } from '../../src/report.js';
import type { RollbackRequest } from '../../src/rollback.js';
import type { Status } from '../../src/status.js';
import { payloadConverterPath, workflowBundle } from '../../worker/bundle.js';
import { keepHistory } from './kept-histories.js';
import { replayLater } from './replayed.js';
import { type Script, type Scripted, scripted } from './scripted-activities.js';
import type { TestTemporal } from './temporal.js';

export interface RunningRollback {
  readonly handle: WorkflowHandle;
  status(): Promise<Status>;
  /** The first status of which this is true. */
  until(fact: (status: Status) => boolean, waitingFor?: string): Promise<Status>;
  say(name: string, message: unknown): Promise<unknown>;
  report(): Promise<Report>;
}

export interface RollbackService extends Scripted {
  readonly start: (
    request?: Partial<RollbackRequest>,
    workflowType?: string,
    workflowId?: string,
  ) => Promise<RunningRollback>;
}

const aHumanAsks = {
  service: 'applylens-api',
  environment: 'prod',
  reason: '5xx since v1.2.3',
  requestedBy: 'olga',
} as const;

/** Names of files in test/histories: for the first run, or by the beginning of a workflow id. */
type KeepAs = string | Readonly<Record<string, string>>;

/** Runs `play` against the scripted world; every run there was, children too, is replayed after the last test of the file. */
export async function withRollbacks(
  temporal: TestTemporal,
  script: Script,
  play: (service: RollbackService) => Promise<void>,
  { keepAs = {} }: { keepAs?: KeepAs } = {},
): Promise<void> {
  const world = scripted(script);
  const stage = await theStage(temporal);
  stage.world = world;
  try {
    await play({
      ...world,
      start: async (request = {}, workflowType = 'rollback', workflowId) => {
        const whole = { ...aHumanAsks, ...request };
        const id = workflowId ?? rollbackId(whole.environment, 'applylens-api');
        const handle = await temporal.client.workflow.start(workflowType, {
          workflowId: id,
          taskQueue: queues.main,
          args: [whole],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        });
        return watched(temporal, handle);
      },
    });
  } finally {
    await endAll(temporal);
  }
  await fetchHistories(temporal, typeof keepAs === 'string' ? { 'rollback/': keepAs } : keepAs);
}

/** The workers of a test file: they run through all its tests, each of which brings its own world. */
interface Stage {
  world: Scripted;
}

const stages = new WeakMap<TestTemporal, Promise<Stage>>();

function theStage(temporal: TestTemporal): Promise<Stage> {
  const known = stages.get(temporal) ?? setStage(temporal);
  stages.set(temporal, known);
  return known;
}

async function setStage(temporal: TestTemporal): Promise<Stage> {
  const stage: Stage = { world: scripted() };
  const bundle = await workflowBundle();
  const workers = await Promise.all(
    Object.values(queues).map((taskQueue) =>
      aWorker(temporal, { taskQueue, ...workflowsOf(taskQueue, bundle) }, stage),
    ),
  );
  const running = workers.map((worker) => worker.run());
  temporal.onStop(async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  });
  return stage;
}

/** Two of the queues have workflows, as in worker/create-worker.ts. */
const workflowsOf = (taskQueue: string, bundle: WorkflowBundleOption): Pick<WorkerOptions, 'workflowBundle'> =>
  taskQueue === queues.main || taskQueue === queues.escalation ? { workflowBundle: bundle } : {};

const aWorker = async (
  { nativeConnection }: TestTemporal,
  queue: Pick<WorkerOptions, 'taskQueue' | 'workflowBundle'> & { taskQueue: string },
  stage: Stage,
): Promise<Worker> =>
  Worker.create({
    connection: nativeConnection,
    ...queue,
    dataConverter: { payloadConverterPath },
    activities: ofStage(stage),
    shutdownGraceTime: 0,
  });

/** Activities that ask whatever world is on the stage when they are called. */
const ofStage = (stage: Stage): Record<string, (input: unknown) => Promise<unknown>> =>
  Object.fromEntries(
    Object.keys(stage.world.activities).map((name) => [
      name,
      (input: unknown) =>
        (stage.world.activities as unknown as Record<string, (input: unknown) => Promise<unknown>>)[name]?.(input) ??
        Promise.reject(new Error(`no activity ${name}`)),
    ]),
  );

/** Monitors and escalations go on after a rollback; the next test begins with none. */
async function endAll({ client }: TestTemporal): Promise<void> {
  for await (const { workflowId, runId } of client.workflow.list({ query: 'ExecutionStatus = "Running"' })) {
    await client.workflow
      .getHandle(workflowId, runId)
      .terminate('the test is over')
      .catch(() => undefined);
  }
}

const fetched = new Set<string>();

async function fetchHistories(temporal: TestTemporal, keepAs: Readonly<Record<string, string>>): Promise<void> {
  const { client } = temporal;
  const kept = new Set<string>();
  for await (const { workflowId, runId } of client.workflow.list()) {
    if (fetched.has(runId)) continue;
    fetched.add(runId);
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const beginning = Object.keys(keepAs).find((each) => workflowId.startsWith(each) && !kept.has(each));
    if (beginning !== undefined) {
      kept.add(beginning);
      await keepHistory(keepAs[beginning] ?? '', history);
    }
    replayLater(temporal, { workflowId, history, during: expect.getState().currentTestName ?? 'a test' });
  }
}

function watched({ client }: TestTemporal, handle: WorkflowHandle): RunningRollback {
  const status = () => handle.query<Status>('status');
  return {
    handle,
    status,
    until: (fact, waitingFor = 'the status waited for') =>
      until(`${waitingFor} did not come`, 20_000, async () => {
        const seen = await status();
        return fact(seen) ? seen : undefined;
      }),
    say: (name, message) => handle.executeUpdate<unknown, [unknown]>(name, { args: [message], updateId: randomUUID() }),
    report: async () => client.workflow.result<() => Promise<Report>>(handle.workflowId),
  };
}

/** What a report's timeline says, a line each. */
export const texts = ({ timeline }: Pick<Report, 'timeline'>): string => timeline.map(({ text }) => text).join('\n');
