// Runbook › Assess Migration Impact, for every rollback of a service whose migrations are known: read-only, and part of the plan.

import type { Assessment } from '../../src/database/assessment.js';
import { assessmentLines } from '../../src/database/assessment-text.js';
import { type Compatibility, compatibilityOf } from '../../src/database/order.js';
import type { ReleaseName } from '../../src/rollback.js';
import { type Course, entryOf, note, planOf } from '../course.js';
import { assessBeside, assessDatabase } from '../database-proxies.js';
import { causeOf, type Mending, NeedsOperator } from '../endings.js';
import { clarifyDatabase } from './clarify.js';
import { holdDatabase } from './hold.js';

/** Taken again before a look is: Python and git are slower than a look stays fresh. What stands there is compared once more before DDL. */
const assessedFor = 60_000;

/** An application that goes alone does not wait for numbers that nobody is asked to agree to. */
const glanceAtLosses = { countsWithinMs: 100 };

/** Sets `course.schema` and what the plan says of it. Only a run that is to take the schema back waits for what cannot be read. */
export async function assessSchema(course: Course): Promise<void> {
  const between = releasesBetween(course);
  if (between === undefined || course.claim !== undefined) return;
  // A downgrade of which no answer came may have been applied: then its path is gone on with, and no other one is plotted.
  if (course.database?.change === 'asked') await clarifyDatabase(course);
  if ((course.database?.change ?? 'none') !== 'none' || !hasMigrations(course)) return;
  // Whoever holds it is changing what would be read.
  if (takesSchemaBack(course) && course.request.planOnly !== true) await holdFirst(course);
  const key = JSON.stringify(between);
  const { schema, assessedAt } = course;
  const isFresh = assessedAt?.between === key && Date.now() - assessedAt.at < assessedFor;
  if (schema?.state !== 'known' || !isFresh) await assessNow(course, between);
  course.assessedAt = isFresh ? assessedAt : { between: key, at: Date.now() };
  showSchema(course);
}

/** With what was found since: a rehearsal of the same way. Answers what is known now. */
export async function assessAgain(course: Course): Promise<Assessment | undefined> {
  const between = releasesBetween(course);
  if (between === undefined) return undefined;
  await assessNow(course, between);
  course.assessedAt = { between: JSON.stringify(between), at: Date.now() };
  showSchema(course);
  return course.schema?.state === 'known' ? course.schema.value : undefined;
}

const holdFirst = (course: Course): Promise<void> =>
  holdDatabase(course).catch((error: unknown) => {
    throw error instanceof NeedsOperator ? hindered(course, error.why, error.mending) : error;
  });

function hasMigrations(course: Course): boolean {
  const { database, service } = entryOf(course);
  if (database?.migrations === undefined && takesSchemaBack(course))
    throw hindered(course, `The catalogue names no migrations for ${service}: set databases › alembic › repository`);
  return database?.migrations !== undefined;
}

async function assessNow(course: Course, between: Between): Promise<void> {
  const revision = course.request.database?.target;
  const isForPeople = takesSchemaBack(course) || course.request.planOnly === true;
  const input = { entry: entryOf(course), run: course.run, ...between, ...(isForPeople ? {} : glanceAtLosses) };
  try {
    const assessed = takesSchemaBack(course) ? assessDatabase : assessBeside;
    const value = await assessed({ ...input, ...(revision === undefined ? {} : { revision }) });
    course.schema = { state: 'known', value };
  } catch (error) {
    const { message } = causeOf(error);
    if (takesSchemaBack(course)) throw hindered(course, message);
    course.schema = { state: 'unknown', why: message };
  }
}

function showSchema(course: Course): void {
  const { schema } = course;
  if (schema === undefined || schema.state === 'not connected') return;
  if (schema.state === 'unknown') {
    show(course, [`not known: ${schema.why}`]);
    return;
  }
  const compatibility = compatibilityWith(course, schema.value);
  show(course, assessmentLines(schema.value, compatibility, takesSchemaBack(course), leftSince(course)));
}

/** ISO time at which ECS began to deploy the release that is left; undefined where nothing tells. */
function leftSince(course: Course): string | undefined {
  const deployments = course.situation?.serviceDeployments;
  if (deployments?.state !== 'known') return undefined;
  const { taskDefinition } = planOf(course).from;
  const times = deployments.value.filter((each) => each.taskDefinition === taskDefinition);
  return times.map(({ createdAt }) => createdAt).sort()[0];
}

function compatibilityWith(course: Course, assessment: Assessment): Compatibility {
  const vouched = entryOf(course).database?.migrations?.releasesRunOnNewerSchema === true;
  return compatibilityOf(assessment, vouched, course.rehearsal);
}

/** Whether the target runs on the schema as it was assessed; undefined where that is not known. */
export const compatibilityNow = (course: Course): Compatibility | undefined =>
  course.schema?.state === 'known' ? compatibilityWith(course, course.schema.value) : undefined;

/** While the gate of a database waits: whether the application alone may go back meanwhile (design §7). */
export const besideGate = (course: Course): Compatibility | undefined =>
  course.gate === undefined || course.database === undefined || course.database.change !== 'none'
    ? undefined
    : compatibilityWith(course, course.database.assessment);

/** Why an application is not rolled back across migrations in silence; nothing where it may be. */
export function doubtAboutSchema(course: Course): string[] {
  const { schema } = course;
  if (takesSchemaBack(course) || schema === undefined || schema.state === 'not connected') return [];
  if (schema.state === 'unknown')
    return [`whether the target runs on the database's schema is not known: ${schema.why}`];
  const { isProven, because } = compatibilityWith(course, schema.value);
  const { database: name, from, to } = schema.value;
  return isProven
    ? []
    : [`the database ${name} is at ${from.join(', ')}, the target expects ${to.join(', ')}: ${because}`];
}

/** Whether the schema goes back as well: asked for, and nobody decided otherwise since. */
export const takesSchemaBack = ({ request, withoutDatabase }: Course): boolean =>
  request.database !== undefined && withoutDatabase === undefined;

/** The application alone may still go back: `decide skip`. */
export function hindered(course: Course, why: string, mending?: Mending): NeedsOperator {
  course.hindered = 'database';
  return new NeedsOperator(why, mending);
}

interface Between {
  readonly from: ReleaseName;
  readonly to: ReleaseName;
}

export function releasesBetween(course: Course): Between | undefined {
  const { from, target, canary } = planOf(course);
  if (target.kind === 'none' || canary !== undefined) return undefined;
  return { from, to: target.target.release };
}

function show(course: Course, lines: readonly string[]): void {
  course.plan = { ...planOf(course), database: lines };
  if (course.schemaShown?.join() === lines.join()) return;
  course.schemaShown = lines;
  for (const line of lines) note(course, `database: ${line}`);
}
