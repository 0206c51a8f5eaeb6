// Runbook › Test Downgrade (Staging First!), by itself: what a rollback of the database would do, walked on a copy of staging.
import { ApplicationFailure } from '@temporalio/workflow';
import type { Assessment } from '../../src/database/assessment.js';
import { type RehearsalSummary, whyNotValid } from '../../src/database/rehearsal.js';
import { accept, validated } from '../accepting.js';
import { beginCourse } from '../begin-course.js';
import { entryOf, now, planOf } from '../course.js';
import { rehearseDatabase } from '../database-proxies.js';
import { lookAndPlan } from '../looking.js';
import { answerQueries } from '../show.js';
import { assessSchema, releasesBetween } from './assess.js';

export interface RehearsalResult {
  /** What the plan says of the database, a fact a line. */
  readonly plan: readonly string[];
  readonly assessment: Assessment;
  /** Absent where there is nothing to take back, or it is refused. */
  readonly rehearsal?: RehearsalSummary;
  /** Why production may not rely on it; absent where it may. */
  readonly notValid?: string;
}

/** Reads production and changes a copy of staging; no lock of production is taken. Fails where no target is found. */
export async function rehearseDatabaseRollback(input: unknown): Promise<RehearsalResult> {
  const request = validated(input);
  const course = beginCourse({ ...request, database: request.database ?? {}, planOnly: true });
  answerQueries(course);
  const { database } = await accept(course);
  await lookAndPlan(course);
  await assessSchema(course);
  const between = releasesBetween(course);
  const { schema } = course;
  if (between === undefined || schema?.state !== 'known') throw nothingToRehearse(planOf(course).target);
  const assessment = schema.value;
  const plan = planOf(course).database ?? [];
  if (assessment.refusals.length > 0 || assessment.steps.length === 0) return { plan, assessment };
  const rehearsal = await rehearseDatabase({ entry: entryOf(course), run: course.run, ...between, assessment });
  const wrong = whyNotValid(rehearsal, assessment, now(), database?.migrations?.rehearsalExpiresAfter ?? 0);
  return { plan, assessment, rehearsal, ...(wrong === undefined ? {} : { notValid: wrong }) };
}

const nothingToRehearse = (target: { readonly kind: string; readonly why?: string }): ApplicationFailure =>
  ApplicationFailure.nonRetryable(
    `Nothing was rehearsed: ${target.why ?? 'the canary alone would be rolled back'}. Name a target (--target-version)`,
    'NoTarget',
  );
