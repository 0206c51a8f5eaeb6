// schema-runner in a task beside the database: one request, begun once, followed to its end whoever takes over; answers come by its log.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '@aws-sdk/client-ecs';
import { failure, remedyOf } from '../../src/failures.js';
import { beginTask, describeTask, keyIn, stopTask, tasksOfStep } from '../ecs-one-off-task.js';
import type { RunnerAnswer } from './schema-runner.js';
import { type FollowedTask, hasEnded, idOf, notBegun, readEnd, readerOf } from './task-end.js';

export interface TaskQuestion extends FollowedTask {
  /** For all of it. */
  readonly withinMs: number;
  /** Whether its end is waited for once it was told to stop: it changes something. */
  readonly mustEnd: boolean;
  /** Stops the task, unless it is only this worker that ends: the next one goes on with it. */
  readonly signal: AbortSignal;
  readonly tell?: (says: string) => void;
}

/** An assessment has ten minutes for an attempt, and says why it came to nothing. */
const startsWithin = ({ mustEnd }: TaskQuestion): number => (mustEnd ? 10 : 8);
const endsWithinMs = 3 * 60_000;
/** AWS may be silent for this long before the attempt is given up, and the next one goes on. */
const troubledForMs = 60_000;
const triesToPlace = 3;

/** `gone` where it ended without an answer, or with an exit that belies it. Fails where nothing was begun, and with what AWS answered. */
export async function askInTask<T>(question: TaskQuestion): Promise<RunnerAnswer<T>> {
  const before = await endedBefore<T>(question);
  if ('answer' in before) return before.answer;
  await untilOthersEnd(question);
  if (isOnlyThisWorker(question.signal)) throw question.signal.reason;
  if (question.signal.aborted) return { state: 'gone', says: 'it was aborted before a task was begun' };
  return follow<T>(question, await begun(question, before.ended));
}

/** One that is at work already, whatever it was asked; nothing where none is. */
export async function followRunning<T>(question: TaskQuestion): Promise<RunnerAnswer<T> | undefined> {
  const [running] = await tasksOfStep(question.of, 'RUNNING');
  if (running === undefined) return undefined;
  const key = keyIn(question.of, running) ?? question.of.key;
  return follow<T>({ ...question, of: { ...question.of, key } }, running);
}

/** The request itself may have been answered while its worker was dead. */
async function endedBefore<T>(
  question: TaskQuestion,
): Promise<{ readonly answer: RunnerAnswer<T> } | { readonly ended: Task | undefined }> {
  const ended = (await tasksOfStep(question.of, 'STOPPED')).find(
    (each) => keyIn(question.of, each) === question.of.key,
  );
  if (ended === undefined || ended.lastStatus !== 'STOPPED') return { ended };
  const answer = await readEnd<T>(question, ended, () => undefined);
  return answer.state === 'gone' ? { ended } : { answer };
}

/** Of the same step, begun for an earlier request: never two at once. */
async function untilOthersEnd(question: TaskQuestion): Promise<void> {
  const { of, signal, pollMs, tell } = question;
  for (;;) {
    const [other] = (await tasksOfStep(of, 'RUNNING')).filter((each) => keyIn(of, each) !== of.key);
    if (other === undefined || signal.aborted) return;
    tell?.(`${question.attempted}: an earlier task of this step is still running`);
    await stopTask(of, other.taskArn ?? '', 'Runback: its request was given up');
    await sleep(pollMs);
  }
}

async function begun(question: TaskQuestion, ended: Task | undefined): Promise<Task> {
  const { of, pollMs } = question;
  const running = (await tasksOfStep(of, 'RUNNING')).find((each) => keyIn(of, each) === of.key);
  if (running !== undefined) return running;
  for (let tried = 1; ; tried += 1) {
    const begins = await beginTask(of, ended, pollMs);
    if (begins.state !== 'not placed') return begins.task;
    if (tried >= triesToPlace)
      throw notBegun(question, `ECS places no task: ${begins.why}`, 'Make room for it, or correct how it is placed');
    await sleep(pollMs);
  }
}

async function follow<T>(question: TaskQuestion, begins: Task): Promise<RunnerAnswer<T>> {
  const { of, pollMs, signal, tell } = question;
  const arn = begins.taskArn ?? '';
  const reader = readerOf(question, arn);
  const since = performance.now();
  let stoppedAt: number | undefined;
  let why: string | undefined;
  let task = begins;
  for (let answeredAt = since; ; ) {
    try {
      task = (await describeTask(of, arn)) ?? task;
      await reader.readOn();
      answeredAt = performance.now();
    } catch (error) {
      await giveUp(question, arn, error, performance.now() - answeredAt);
    }
    if (hasEnded(of, task)) return readEnd<T>(question, task, () => why, reader);
    tell?.(`${question.attempted}: the task is ${task.lastStatus ?? ''}`);
    why ??= whyStop(question, task, performance.now() - since);
    if (why !== undefined && stoppedAt === undefined) {
      if (isOnlyThisWorker(signal)) throw signal.reason;
      await stopTask(of, arn, `Runback: ${why}`);
      if (!question.mustEnd) return { state: 'gone', says: `${why}, and was told to stop` };
      stoppedAt = performance.now();
    }
    if (stoppedAt !== undefined && performance.now() - stoppedAt > endsWithinMs)
      throw failure('DatabaseUnavailable', {
        attempted: question.attempted,
        cameBack: `the task ${idOf(arn)} was told to stop and does not (${why ?? ''})`,
        next: 'Runback looks again; whether it is still at work is read before anything else is begun',
      });
    await sleep(pollMs, undefined, { signal }).catch(() =>
      signal.aborted ? sleep(Math.min(pollMs, 1_000)) : undefined,
    );
  }
}

async function giveUp({ of }: TaskQuestion, arn: string, error: unknown, silentMs: number): Promise<void> {
  if (remedyOf(error) === 'transient' && silentMs < troubledForMs) return;
  // Nobody hears what it answers.
  if (remedyOf(error) !== 'transient') await stopTask(of, arn, 'Runback: it cannot be followed');
  throw error;
}

function whyStop(question: TaskQuestion, task: Task, lasts: number): string | undefined {
  const { signal, withinMs } = question;
  const minutes = startsWithin(question);
  if (signal.aborted) return 'it was aborted';
  if (lasts > withinMs) return `it took longer than ${Math.round(withinMs / 60_000)} minutes`;
  const waits = ['PROVISIONING', 'PENDING', 'ACTIVATING'].includes(task.lastStatus ?? '');
  return waits && lasts > minutes * 60_000 ? `it did not start within ${minutes} minutes` : undefined;
}

/** Whoever takes over goes on with the same task. */
function isOnlyThisWorker({ aborted, reason }: AbortSignal): boolean {
  const said = reason instanceof Error ? reason.message : '';
  return aborted && ['WORKER_SHUTDOWN', 'TIMED_OUT', 'PAUSED', 'RESET'].includes(said);
}
