// A task that belongs to no service: begun once however often it is asked for, found again by whoever takes over, stopped at an end.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeTasksCommand,
  ListTasksCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { remedyOf } from '../src/failures.js';
import type { AwsClients } from './aws-clients.js';
import { askAws } from './aws-errors.js';

export interface OneOffTask {
  readonly clients: Pick<AwsClients, 'ecs' | 'changingEcs'>;
  readonly runs: RunTaskCommandInput;
  /** Of the run and its step: at most one such task runs. Letters, digits, dashes, underscores and slashes. */
  readonly startedBy: string;
  /** The last argument of its command: tells this request from an earlier one of the same step. */
  readonly key: string;
  readonly container: string;
}

export type BegunTask =
  | { readonly state: 'found' | 'started'; readonly task: Task }
  /** RunTask's own words. */
  | { readonly state: 'not placed'; readonly why: string };

const withinMs = 10_000;
const mostLookedAt = 100;
const asksAgain = 3;

/** The tasks of this step that run, or that have ended within the hour for which ECS knows of them; newest first. */
export async function tasksOfStep(
  { clients: { ecs }, runs: { cluster }, startedBy }: OneOffTask,
  desiredStatus: 'RUNNING' | 'STOPPED',
): Promise<Task[]> {
  const listed = await askAws(`ListTasks of ${startedBy}`, () =>
    ecs.send(new ListTasksCommand({ cluster, startedBy, desiredStatus }), within()),
  );
  const tasks = (listed.taskArns ?? []).slice(0, mostLookedAt);
  if (tasks.length === 0) return [];
  const described = await askAws(`DescribeTasks of ${startedBy}`, () =>
    ecs.send(new DescribeTasksCommand({ cluster, tasks }), within()),
  );
  return (described.tasks ?? []).sort((one, other) => Number(other.createdAt ?? 0) - Number(one.createdAt ?? 0));
}

/** Undefined once ECS has forgotten it. */
export async function describeTask(of: OneOffTask, arn: string): Promise<Task | undefined> {
  const { cluster } = of.runs;
  const answer = await askAws(`DescribeTasks of ${arn}`, () =>
    of.clients.ecs.send(new DescribeTasksCommand({ cluster, tasks: [arn] }), within()),
  );
  return answer.tasks?.[0];
}

export const keyIn = ({ container }: Pick<OneOffTask, 'container'>, { overrides }: Task): string | undefined =>
  overrides?.containerOverrides?.find(({ name }) => name === container)?.command?.at(-1);

/** @param after the newest one of the same key that has ended: what it is begun anew for */
export async function beginTask(of: OneOffTask, after: Task | undefined, pauseMs: number): Promise<BegunTask> {
  const clientToken = hash([of.startedBy, of.key, after?.taskArn ?? ''].join(' '));
  for (let asked = 1; ; asked += 1) {
    try {
      return await runTask(of, clientToken);
    } catch (error) {
      // The answer may be lost and the task be there: the same token starts no second one.
      if (remedyOf(error) !== 'transient' || asked >= asksAgain) throw error;
      await sleep(pauseMs);
      const [running] = await tasksOfStep(of, 'RUNNING').catch(() => []);
      if (running !== undefined) return { state: 'found', task: running };
    }
  }
}

async function runTask({ clients, runs, startedBy }: OneOffTask, clientToken: string): Promise<BegunTask> {
  const { tasks = [], failures = [] } = await askAws(`RunTask of ${startedBy}`, () =>
    clients.changingEcs.send(new RunTaskCommand({ ...runs, startedBy, clientToken }), within()),
  );
  if (tasks[0] !== undefined) return { state: 'started', task: tasks[0] };
  const why = failures.map(({ reason = '', detail }) => (detail === undefined ? reason : `${reason} (${detail})`));
  return { state: 'not placed', why: why.join('; ') || 'no task and no reason' };
}

/** Orders it; never fails: whether it has ended is read. */
export async function stopTask({ clients, runs: { cluster } }: OneOffTask, task: string, reason: string) {
  await clients.changingEcs
    .send(new StopTaskCommand({ cluster, task, reason: reason.slice(0, 255) }), within())
    .catch(() => undefined);
}

const within = () => ({ abortSignal: AbortSignal.timeout(withinMs) });

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
