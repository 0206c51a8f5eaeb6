// One request to schema-runner as a task: where it runs, its command within what ECS takes, and what is followed of it.
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import type { MigrationsTask } from '../../src/catalogue/migrations-entry.js';
import type { RunIdentity } from '../activities.js';
import type { AwsAccess } from '../aws-clients.js';
import { describeTaskDefinition, shortArn } from '../ecs-releases.js';
import { describeService } from '../ecs-service.js';
import type { TaskQuestion } from './ask-task.js';
import type { Migrated } from './migrated.js';
import { askSchemaRunner } from './schema-runner.js';
import { notBegun } from './task-end.js';
import { streamOf, type TaskLog, taskPlaceOf } from './task-place.js';

export interface AskedInTask {
  readonly aws: AwsAccess;
  readonly entry: CatalogueEntry;
  readonly database: Migrated;
  readonly task: MigrationsTask;
  readonly run: RunIdentity;
  readonly taskDefinition: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** What the task is for: at most one of a run does it. */
  readonly step: string;
  readonly key: string;
  readonly withinMs: number;
  readonly signal: AbortSignal;
  readonly tell: (says: string) => void;
}

/** Of all overrides of a task together, as JSON (RunTask). */
const mostOverridden = 8_192;
const packedWithinMs = 60_000;
/** An abort does not keep us from asking where the database stands. */
const answeredSoon = () => AbortSignal.timeout(10_000);

/** Fails with MigrationsRefused where a task cannot be begun like this, and with what AWS answered. */
export async function taskQuestion(asked: AskedInTask): Promise<TaskQuestion> {
  const { aws, entry, database, task, run, taskDefinition, step, key, withinMs, signal, tell } = asked;
  const attempted = `Asking the database ${database.name} in a task of ${shortArn(taskDefinition)} (${step})`;
  const clients = aws.of(entry);
  const [service, { definition }] = await Promise.all([
    describeService(clients.ecs, entry, answeredSoon()),
    describeTaskDefinition(clients.ecs, taskDefinition, answeredSoon()),
  ]);
  const place = taskPlaceOf(service, definition, task.container);
  if ('why' in place) throw notBegun({ attempted }, place.why, 'Mend that');
  const command = [task.python, '-c', await codeFor(asked, attempted), key];
  const overrides = { containerOverrides: [{ name: place.container, command }] };
  const size = JSON.stringify(overrides).length;
  if (size > mostOverridden) throw notBegun({ attempted }, tooLong(size), 'Take fewer releases back at once');
  return {
    of: {
      ...{ clients, key, container: place.container, runs: { ...place.runs, overrides } },
      startedBy: startedBy(run, database, step),
    },
    logs: logsOf(aws, entry, place.log),
    logGroup: place.log.group,
    logStreamOf: (arn) => streamOf(place, arn),
    ...{ attempted, pollMs: entry.timings.poll, withinMs, signal, tell, mustEnd: step === 'move' },
  };
}

const tooLong = (size: number): string =>
  `the request takes ${size} characters, and ECS takes ${mostOverridden} in a task's overrides`;

/** By the interpreter that reads the migrations here: the image needs nothing of it. */
async function codeFor({ database, task, request }: AskedInTask, attempted: string): Promise<string> {
  const { python, urlVariable } = database.migrations;
  const of = { ...request, folder: task.folder, urlVariable };
  const packed = await askSchemaRunner<{ readonly code: string }>({
    python,
    request: { command: 'packed', of },
    signal: AbortSignal.timeout(packedWithinMs),
  });
  if (packed.state === 'answered') return packed.answer.code;
  throw notBegun({ attempted }, packed.says, 'Look whether Python is there');
}

const logsOf = (aws: AwsAccess, entry: CatalogueEntry, { region = entry.aws.region }: TaskLog) =>
  aws.of({ ...entry, aws: { ...entry.aws, region } }).logs;

const longest = 128;

const startedBy = ({ runKey }: RunIdentity, { name }: Migrated, step: string): string =>
  `runback/${runKey}/${name}/${step}`.replaceAll(/[^\w/-]/g, '-').slice(0, longest);
