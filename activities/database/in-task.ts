// The real database by a task of the release's own image: what is read of it, and the steps taken back. Its URL is the task's own secret.
import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import type { MigrationsTask } from '../../src/catalogue/migrations-entry.js';
import { stateQuestions } from '../../src/database/questions.js';
import type { SchemaState } from '../../src/database/schema-state.js';
import { failure } from '../../src/failures.js';
import type { ReleaseName } from '../../src/rollback.js';
import type { RunIdentity } from '../activities.js';
import type { AwsAccess } from '../aws-clients.js';
import { askInTask, type TaskQuestion } from './ask-task.js';
import type { Heartbeat } from './heartbeat.js';
import { type Migrated, migratedOf } from './migrated.js';
import type { RunnerAnswer } from './schema-runner.js';
import { taskQuestion } from './task-question.js';

export interface InTask {
  readonly aws: AwsAccess;
  readonly entry: CatalogueEntry;
  readonly database: Migrated;
  readonly task: MigrationsTask;
  readonly run: RunIdentity;
  /** Of the release that is left: its image has the migrations. */
  readonly taskDefinition: string;
  readonly signal: AbortSignal;
  readonly tell: (says: string) => void;
}

/** What the task saw, through the connection that the release's own env.py opens. */
export interface Seen {
  readonly state: SchemaState;
  readonly host: string | null;
  readonly port: number | string | null;
  readonly lines: readonly string[];
  /** Null for a question that PostgreSQL did not answer. */
  readonly asked: readonly (readonly unknown[] | null)[];
  readonly orphansEnded: number;
}

interface Looking {
  readonly asks?: readonly string[];
  readonly lines?: true;
  /** Ends the backends of this name first. */
  readonly ends?: string;
  readonly withinMs?: number;
  /** Another one has another answer: an attempt does not take that of the one before it. */
  readonly of?: string;
}

const lookWithinMs = 10 * 60_000;
const questionWithinMs = 60_000;
const countWithinMs = 8_000;
const attemptsUntilAsked = 5;

/** Fails where no task could be begun, and where it gave no answer: then nothing is claimed. */
export async function lookInTask(inTask: InTask, looking: Looking = {}): Promise<Seen> {
  const { asks = [], lines, ends, withinMs = lookWithinMs, of = '' } = looking;
  const question = await questionFor(inTask, `look${of}`, withinMs, {
    command: 'look',
    application: `${nameOf(inTask.run)} look`,
    settings: { default_transaction_read_only: 'on', statement_timeout: questionWithinMs },
    questions: stateQuestions,
    asks: asks.map((each) => ({ question: each, withinMs: countWithinMs })),
    ...(lines === undefined ? {} : { lines }),
    ...(ends === undefined ? {} : { ends }),
  });
  const answer = await askInTask<Seen>(question);
  if (answer.state === 'answered') return answer.answer;
  throw withoutAnswer(question, answer);
}

interface Of {
  readonly entry: CatalogueEntry;
  readonly run: RunIdentity;
  /** The release that is left. */
  readonly from: ReleaseName;
}

/** Undefined where the worker itself reaches the database. */
export function inTaskOf(aws: AwsAccess, { entry, run, from }: Of, { signal, tell }: Heartbeat): InTask | undefined {
  const database = migratedOf(entry);
  const { task } = database.migrations;
  const { taskDefinition } = from;
  return task === undefined ? undefined : { aws, entry, database, task, run, taskDefinition, signal, tell };
}

export const questionFor = (
  inTask: InTask,
  step: string,
  withinMs: number,
  request: Readonly<Record<string, unknown>> & { readonly command: string },
): Promise<TaskQuestion> =>
  taskQuestion({ ...inTask, withinMs, request, step: request.command, key: keyOf(inTask, step, request) });

/** The same for every attempt of one activity; another one for the next. */
function keyOf({ run }: InTask, step: string, request: object): string {
  const { scheduledTimestampMs, attempt } = Context.current().info;
  const of = step === 'move' ? attempt : '';
  const said = JSON.stringify([run.runKey, step, scheduledTimestampMs, of, request]);
  return createHash('sha256').update(said).digest('hex').slice(0, 32);
}

export const nameOf = ({ runKey }: RunIdentity): string => `runback ${runKey}`;

/** Asked a few times, as a log may be late; then a person is. */
function withoutAnswer(
  { attempted }: TaskQuestion,
  answer: Exclude<RunnerAnswer<Seen>, { readonly state: 'answered' }>,
) {
  const isFinal = answer.state === 'refused' || Context.current().info.attempt >= attemptsUntilAsked;
  return failure(isFinal ? 'MigrationsRefused' : 'DatabaseUnavailable', {
    attempted,
    cameBack: answer.state === 'refused' ? `${answer.says} (${answer.kind})` : answer.says,
    next: isFinal ? 'Mend that, then retry' : 'Runback asks again; nothing is taken from it',
    heading: 'Database Rollback',
  });
}
