// How a task of schema-runner ended: its last answer, where the exit bears it out; else why there is none, in one sentence.
import { setTimeout as sleep } from 'node:timers/promises';
import { inflateSync } from 'node:zlib';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Task } from '@aws-sdk/client-ecs';
import { type TaskLines, taskLines } from '../../src/database/task-lines.js';
import { failure } from '../../src/failures.js';
import { masked } from '../../src/masked.js';
import type { OneOffTask } from '../ecs-one-off-task.js';
import { answerIn, type RunnerAnswer } from './schema-runner.js';
import { taskLogReader } from './task-log.js';

export interface FollowedTask {
  readonly of: OneOffTask;
  readonly logs: CloudWatchLogsClient;
  readonly logGroup: string;
  readonly logStreamOf: (taskArn: string) => string;
  /** As people call what is asked. */
  readonly attempted: string;
  readonly pollMs: number;
  readonly onEvent?: (event: Readonly<Record<string, unknown>>) => void;
}

/** What a container logged last is there so many looks later, unless it is lost. */
const logIsLateFor = 6;

const containerOf = ({ container }: OneOffTask, { containers }: Task) =>
  containers?.find(({ name }) => name === container);

/** Its process at least: what follows is the network interface. */
export const hasEnded = (of: OneOffTask, task: Task): boolean =>
  task.lastStatus === 'STOPPED' || containerOf(of, task)?.exitCode !== undefined;

export const readerOf = ({ logs, logGroup, logStreamOf, of, onEvent }: FollowedTask, arn: string) => {
  const reader = taskLogReader(logs, logGroup, logStreamOf(arn));
  let told = 0;
  const found = () => taskLines(of.key, reader.lines);
  return {
    found,
    readOn: async () => {
      await reader.readOn();
      const { messages } = found();
      for (const message of messages.slice(told)) {
        const said = inflated(message);
        if ('event' in said) onEvent?.(said);
      }
      told = messages.length;
    },
  };
};

const inflated = (message: string): Readonly<Record<string, unknown>> =>
  JSON.parse(
    message.startsWith('z') ? inflateSync(Buffer.from(message.slice(1), 'base64')).toString() : message,
  ) as Readonly<Record<string, unknown>>;

const exits = { answered: 0, refused: 3, failed: 1 } as const;

export async function readEnd<T>(
  question: FollowedTask,
  task: Task,
  whyStopped: () => string | undefined,
  reader = readerOf(question, task.taskArn ?? ''),
): Promise<RunnerAnswer<T>> {
  const { of, pollMs } = question;
  const exitCode = containerOf(of, task)?.exitCode;
  if (task.stopCode === 'TaskFailedToStart' && whyStopped() === undefined)
    throw notBegun(question, `the task did not start: ${masked(task.stoppedReason ?? '')}`, 'Mend that');
  let looks = 0;
  for (;;) {
    await reader.readOn();
    const answer = lastAnswer<T>(reader.found().messages);
    if (answer !== undefined) return exitCode === exits[answer.state] ? answer : belied(answer.state, exitCode);
    // One that was killed answers nothing any more.
    if (looks++ >= logIsLateFor || (exitCode !== undefined && exitCode > 128)) break;
    await sleep(pollMs);
  }
  return { state: 'gone', says: withoutAnswer(question, task, whyStopped(), reader.found()) };
}

type Told = Exclude<RunnerAnswer<never>['state'], 'gone'>;

const lastAnswer = <T>(messages: readonly string[]) =>
  messages
    .map((each) => answerIn<T>(inflated(each)))
    .findLast(
      (each): each is Extract<RunnerAnswer<T>, { readonly state: Told }> => each !== undefined && each.state !== 'gone',
    );

const belied = (state: Told, exitCode: number | undefined): RunnerAnswer<never> => ({
  state: 'gone',
  says: `the task ${state === 'answered' ? 'answered' : 'told of an error'}, but ended with ${exitCode === undefined ? 'no exit code' : `exit ${exitCode}`}: that is not believed`,
});

function withoutAnswer(
  { of, logGroup, logStreamOf }: FollowedTask,
  task: Task,
  why: string | undefined,
  { hasGap, lastOther, messages }: TaskLines,
): string {
  const { exitCode, reason } = containerOf(of, task) ?? {};
  const by =
    why ?? (task.stopCode === 'UserInitiated' ? `somebody stopped it: ${task.stoppedReason ?? ''}` : undefined);
  const ended = exitCode === undefined ? 'without an exit code' : `with exit ${exitCode}`;
  const how = [`the task ${idOf(task.taskArn ?? '')} ended ${ended}`, reason, by].filter((each) => each !== undefined);
  const where = `${logGroup} (${logStreamOf(task.taskArn ?? '')})`;
  const said = lastOther === undefined ? '' : `; last it logged: ${masked(lastOther).slice(0, 300)}`;
  if (hasGap) return `${how.join(', ')}, and lines of its answer are missing in ${where}`;
  const nothing = messages.length === 0 && lastOther === undefined ? 'and nothing is in' : 'and its answer is not in';
  return `${how.join(', ')}, ${nothing} ${where}${said}`;
}

export const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

export const notBegun = ({ attempted }: Pick<FollowedTask, 'attempted'>, cameBack: string, next: string) =>
  failure('MigrationsRefused', {
    attempted,
    cameBack: cameBack.slice(0, 500),
    next: `Nothing was begun. ${next}, then retry`,
    heading: 'Database Rollback',
  });
