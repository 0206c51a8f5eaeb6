// Runbook › Assess Migration Impact, for every rollback of a service whose migrations are known: read-only, and part of the plan.

import { assessmentLines } from '../../src/database/assessment-text.js';
import { compatibilityOf } from '../../src/database/order.js';
import type { ReleaseName } from '../../src/rollback.js';
import { type Course, entryOf, note, planOf } from '../course.js';
import { assessDatabase } from '../database-proxies.js';
import { causeOf, NeedsOperator } from '../endings.js';

/** Sets `course.schema` and what the plan says of it. Only a run that is to take the schema back waits for what cannot be read. */
export async function assessSchema(course: Course): Promise<void> {
  const isAsked = takesSchemaBack(course);
  const between = releasesBetween(course);
  if (between === undefined || course.claim !== undefined || course.database?.change === 'made') return;
  const { database, service } = entryOf(course);
  if (database?.migrations === undefined) {
    if (!isAsked) return;
    throw hindered(course, `The catalogue names no migrations for ${service}: set databases › alembic › repository`);
  }
  const revision = course.request.database?.target;
  try {
    const input = { entry: entryOf(course), run: course.run, ...between };
    const assessment = await assessDatabase({ ...input, ...(revision === undefined ? {} : { revision }) });
    course.schema = { state: 'known', value: assessment };
    const compatibility = compatibilityOf(
      assessment,
      database.migrations.releasesRunOnNewerSchema,
      course.database?.rehearsal,
    );
    show(course, assessmentLines(assessment, compatibility, isAsked));
  } catch (error) {
    const { message } = causeOf(error);
    if (isAsked) throw hindered(course, message);
    course.schema = { state: 'unknown', why: message };
    show(course, [`not known: ${message}`]);
  }
}

/** Why an application is not rolled back across migrations in silence; nothing where it may be. */
export function doubtAboutSchema(course: Course): string[] {
  const { schema, database } = course;
  if (takesSchemaBack(course) || schema === undefined || schema.state === 'not connected') return [];
  if (schema.state === 'unknown')
    return [`whether the target runs on the database's schema is not known: ${schema.why}`];
  const vouched = entryOf(course).database?.migrations?.releasesRunOnNewerSchema === true;
  const { isProven, because } = compatibilityOf(schema.value, vouched, database?.rehearsal);
  const { database: name, from, to } = schema.value;
  return isProven
    ? []
    : [`the database ${name} is at ${from.join(', ')}, the target expects ${to.join(', ')}: ${because}`];
}

/** Whether the schema goes back as well: asked for, and nobody decided otherwise since. */
export const takesSchemaBack = ({ request, withoutDatabase }: Course): boolean =>
  request.database !== undefined && withoutDatabase === undefined;

/** The application alone may still go back: `decide skip`. */
export function hindered(course: Course, why: string): NeedsOperator {
  course.hindered = 'database';
  return new NeedsOperator(why);
}

export function releasesBetween(course: Course): { readonly from: ReleaseName; readonly to: ReleaseName } | undefined {
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
