// Runbook › Prevention, when a run closes: what shows whether each recommendation was kept. Staging and GitHub are asked afterwards.
import { canaryNow } from '../src/canary.js';
import type { NewerMigrations, PreventionFacts, ServedOn } from '../src/prevention.js';
import type { Report } from '../src/report.js';
import type { Fact } from '../src/rollback.js';
import { newerMigrations } from '../src/runbook/prevention/database-migrations.js';
import { judgePrevention, type PreventionSeen } from '../src/runbook/prevention.js';
import { overdueReview } from '../src/runbook/review.js';
import { onsetOf } from '../src/target/onset.js';
import { type Course, named, now } from './course.js';
import { releasesBetween } from './database/assess.js';
import type { PostmortemInput } from './postmortem.js';

const notConnected: PreventionFacts = { staging: { state: 'not connected' }, checkRuns: { state: 'not connected' } };

/** Undefined where the catalogue knows nobody to ask. */
export function preventionAsked(course: Course): PostmortemInput['prevention'] {
  const { entry, plan } = course;
  const seen = preventionSeen(course);
  if (entry === undefined || plan === undefined || seen === undefined) return undefined;
  if (entry.staging === undefined && entry.github === undefined) return undefined;
  const deployedAt = deploymentOf(course);
  const asked = { entry, release: plan.from, ...(deployedAt === undefined ? {} : { deployedAt }) };
  return { asked, seen };
}

/** When the release that is left was deployed the last time; of what ECS remembers. */
function deploymentOf({ situation, plan }: Course): string | undefined {
  if (situation?.serviceDeployments.state !== 'known') return undefined;
  return situation.serviceDeployments.value.find(({ taskDefinition }) => taskDefinition === plan?.from.taskDefinition)
    ?.createdAt;
}

export function preventionOf(course: Course): Pick<Report, 'onset' | 'prevention' | 'runbookReview'> {
  const review = overdueReview(course.entry?.runbook, now().slice(0, 10));
  const overdue = review === undefined ? {} : { runbookReview: review };
  const seen = preventionSeen(course);
  if (seen === undefined) return overdue;
  const facts = preventionAsked(course) === undefined ? notConnected : 'asked later';
  const onset = seen.onset === undefined ? {} : { onset: seen.onset };
  return { ...overdue, ...onset, prevention: judgePrevention({ ...seen, facts }) };
}

/** What the run itself knows; undefined where nothing was looked at, or only planned. */
function preventionSeen(course: Course): Omit<PreventionSeen, 'facts'> | undefined {
  const { situation, request, times } = course;
  if (situation === undefined || request.planOnly === true) return undefined;
  const onset = onsetOf(situation, request);
  const personAt = firstPersonAt(course);
  return {
    settings: situation.service.settings,
    ...canaryShare(course),
    migrations: migrationsSeen(course),
    criteria: request.criteria ?? [],
    times,
    ...(onset === undefined ? {} : { onset }),
    ...(personAt === undefined ? {} : { personAt }),
  };
}

/** Of those who asked for it, said what they saw, or called: answers to a question of ours are no report. */
function firstPersonAt({ request, times, spoken, incident }: Course): string | undefined {
  const { trigger, requestedBy } = request;
  const asked = requestedBy === undefined ? [] : [times.acceptedAt];
  const called = trigger?.kind === 'person' && trigger.startsAt !== undefined ? [trigger.startsAt] : [];
  const said = spoken.filter(({ message }) => message === 'request' || message === 'note').map(({ at }) => at);
  const reported = incident?.reportedAt === undefined ? [] : [incident.reportedAt];
  return [...asked, ...called, ...reported, ...said].toSorted((one, other) => Date.parse(one) - Date.parse(other))[0];
}

/** As it was at the look: nobody had taken its traffic yet. */
function canaryShare({ plan }: Course): { canaryShare?: number } {
  return plan?.canary === undefined ? {} : { canaryShare: canaryNow(plan.canary).share };
}

/** As they were compared before the first change. */
function migrationsSeen(course: Course): Fact<NewerMigrations> {
  const { schema, entry, database, plan } = course;
  const migrations = entry?.database?.migrations;
  if (migrations === undefined) return { state: 'not connected' };
  if (schema === undefined)
    return {
      state: 'unknown',
      why: plan?.canary === undefined ? 'no target was found' : 'only a canary had the release',
    };
  if (schema.state !== 'known') return schema;
  const more = {
    rehearsal: database?.rehearsal,
    isVouchedFor: migrations.releasesRunOnNewerSchema,
    servedOn: servedOn(course),
  };
  return { state: 'known', value: newerMigrations(schema.value, more) };
}

/** How the target fared on the newer schema; undefined where it did not serve on it, or where that shows nothing. */
function servedOn(course: Course): ServedOn | undefined {
  const { database, diagnosis, verification, times } = course;
  const to = releasesBetween(course)?.to;
  if (to === undefined || (database !== undefined && database.change !== 'none')) return undefined;
  const release = named(to);
  const misfit = diagnosis?.causes.find(({ kind }) => kind === 'database schema');
  if (misfit !== undefined) return { release, fared: 'badly', evidence: misfit.sentence };
  const isVerified = times.restoredAt !== undefined && verification.verdict === 'recovered';
  return isVerified ? { release, fared: 'well' } : undefined;
}
