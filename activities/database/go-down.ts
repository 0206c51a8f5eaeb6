// The activity of Runbook › Production Database Rollback, step 4: from the catalogue's entry to whoever walks the path.
import { Context } from '@temporalio/activity';
import type { AwsAccess } from '../aws-clients.js';
import type { DatabaseActivities, DowngradeEnd } from '../database-activities.js';
import { resolveSecret } from '../secrets.js';
import { downgrade, takeBack, type WayDown } from './downgrade.js';
import { handsInTask } from './hands-in-task.js';
import { type Heartbeat, whileBeating } from './heartbeat.js';
import { type InTask, inTaskOf, nameOf } from './in-task.js';
import { migratedOf, reachedHere, stepsCommit } from './migrated.js';
import { withSource } from './release-source.js';

const lockTimeoutMs = 5_000;
const statementTimeoutMs = 15 * 60_000;

type Order = Parameters<DatabaseActivities['downgradeDatabase']>[0];

/** By a task, or by the worker itself, as the catalogue says. */
export const goDown =
  (aws: AwsAccess): DatabaseActivities['downgradeDatabase'] =>
  async (input) => {
    // A step that an attempt before this one began may have been applied, its answer lost, and its backend gone.
    const isFirst = Context.current().info.attempt === 1;
    const end = await whileBeating('the downgrade begins', (heartbeat) => {
      const inTask = inTaskOf(aws, input, heartbeat);
      return inTask === undefined ? goDownHere(input, heartbeat) : goDownInTask(input, inTask);
    });
    return { ...end, begun: end.begun || !isFirst };
  };

const wayOf = ({ entry, assessment, path }: Order, { tell }: Pick<Heartbeat, 'tell'>): WayDown => ({
  place: migratedOf(entry),
  systemIdentifier: assessment.systemIdentifier,
  path,
  steps: assessment.steps.map(({ revision }) => revision),
  reaches: assessment.reaches,
  onProgress: tell,
});

function goDownInTask(input: Order, inTask: InTask): Promise<DowngradeEnd> {
  const { transactions, filesHash } = input.assessment;
  const way = wayOf(input, inTask);
  const walk = { ...inTask, transactions, filesHash, steps: way.steps, lockTimeoutMs, statementTimeoutMs };
  return takeBack(way, handsInTask(walk));
}

async function goDownHere(input: Order, heartbeat: Heartbeat): Promise<DowngradeEnd> {
  const { entry, run, from, assessment } = input;
  const { signal, tell } = heartbeat;
  const database = migratedOf(entry);
  const place = reachedHere(database);
  const { python, urlVariable: variable, environment } = database.migrations;
  const value = await resolveSecret(place.url);
  return withSource({ ...database.migrations, commit: stepsCommit(assessment, from) }, signal, (folder) =>
    downgrade({
      ...wayOf(input, heartbeat),
      place: { ...database, ...place },
      walk: {
        ...{ python, environment, folder, signal, lockTimeoutMs, statementTimeoutMs },
        transactions: assessment.transactions,
        url: { variable, value },
        applicationName: nameOf(run),
        onSaid: tell,
      },
    }),
  );
}
