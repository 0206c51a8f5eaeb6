// Runbook › Prevention: of each recommendation whether it was kept, by what shows it. What nothing shows is unknown.
import type { CheckRuns, InStaging, Judged, NewerMigrations, Prevented, PreventionSources } from '../prevention.js';
import type { Criterion, Fact, Times } from '../rollback.js';
import type { SeenService } from '../situation.js';
import { between, inWords, milliseconds } from './durations.js';
import { judgeMigrations } from './prevention/database-migrations.js';
import { clock, percent } from './wording.js';

export const prevention = [
  { title: 'Staging Testing', words: 'Deploy to staging 24 hours before prod' },
  { title: 'Canary Deployment', words: 'Always use gradual rollout (10% → 50% → 100%)' },
  { title: 'Feature Flags', words: 'Use flags to toggle new features' },
  { title: 'Database Migrations', words: 'Make migrations backwards-compatible' },
  { title: 'Automated Tests', words: 'Comprehensive test coverage' },
  { title: 'Monitoring', words: 'Proactive alerting before customer impact' },
] as const;

const inStagingFor = '24 hours';
const weights = [0.1, 0.5] as const;

export interface PreventionSeen {
  readonly facts: PreventionSources;
  readonly settings?: SeenService['settings'];
  /** Share of the traffic (0–1) that the canary had when it was looked at, where the bad release was only there. */
  readonly canaryShare?: number;
  /** Absent where the catalogue names no migrations. */
  readonly migrations?: Fact<NewerMigrations>;
  readonly criteria: readonly Criterion[];
  /** ISO time of the first breached minute. */
  readonly onset?: string;
  readonly times: Times;
  /** ISO time at which the first person said something of it to Runback. */
  readonly personAt?: string;
}

/** In the runbook's order. */
export function judgePrevention(seen: PreventionSeen): Prevented[] {
  const judged = [
    staging(factsOf(seen.facts).staging),
    gradual(seen),
    flags(seen.criteria),
    judgeMigrations(seen.migrations ?? { state: 'not connected' }),
    tests(factsOf(seen.facts).checkRuns),
    monitoring(seen),
  ];
  return prevention.flatMap(({ title }, index) => {
    const each = judged[index];
    return each === undefined ? [] : [{ title, ...each }];
  });
}

const unknown = (evidence: string, source: string): Judged => ({ kept: 'unknown', evidence, source });
const judge = (isKept: boolean, evidence: string, source: string): Judged => ({
  kept: isKept ? 'kept' : 'not kept',
  evidence,
  source,
});

type Later<T> = Fact<T> | { readonly state: 'asked later' };
const later = { state: 'asked later' } as const;

const factsOf = (facts: PreventionSources): { staging: Later<InStaging>; checkRuns: Later<CheckRuns> } =>
  facts === 'asked later' ? { staging: later, checkRuns: later } : facts;

function unread(fact: Exclude<Later<unknown>, { state: 'known' }>, what: string): string {
  if (fact.state === 'not connected') return `${what} is not connected`;
  if (fact.state === 'asked later')
    return `${what} is asked once the run has closed, and the stored report says what it answers`;
  return `${what} could not be read: ${fact.why}`;
}

function staging(fact: Later<InStaging>): Judged {
  const source = 'ECS: service deployments of staging';
  if (fact.state !== 'known') return unknown(unread(fact, 'a staging environment of the service'), source);
  const { environment, ranMs, lookedBackTo } = fact.value;
  if (ranMs === 'not seen') {
    const since = lookedBackTo === undefined ? '' : ` since ${lookedBackTo}`;
    return unknown(`its release is not among the deployments of ${environment}${since}`, source);
  }
  const ran = `ran ${inWords(ranMs)} in ${environment} before it was deployed here`;
  return judge(ranMs >= milliseconds(inStagingFor), ran, source);
}

/** ECS's own strategy, else what the canary had when it was looked at; earlier weights are not recorded anywhere. */
function gradual({ settings, canaryShare }: PreventionSeen): Judged {
  if (canaryShare !== undefined) {
    const evidence = `only the canary had it, with ${percent(canaryShare)} of the traffic`;
    return canaryShare <= weights[0] + 0.001
      ? judge(true, evidence, 'ELB: weights at the look')
      : unknown(`${evidence}; what it had before is not recorded`, 'ELB: weights at the look');
  }
  const source = 'ECS: deployment strategy at the look';
  const steps = settings === undefined ? undefined : stepsOf(settings);
  if (steps === undefined) return unknown(`${settings?.strategy ?? 'an unread strategy'} shifts no weights`, source);
  const shown = steps.map((step) => percent(step)).join(' → ');
  const [first = 1] = steps;
  const halfway = steps.some((step) => step > first && step <= weights[1]);
  return judge(first <= weights[0] && halfway, `${settings?.strategy ?? ''} ${shown}`, source);
}

/** Shares that a new release gets one after the other; undefined where none are shifted. */
function stepsOf({ strategy, shift }: NonNullable<PreventionSeen['settings']>): readonly number[] | undefined {
  if (strategy === 'BLUE_GREEN') return [1];
  if (shift?.canaryConfiguration !== undefined) return [shift.canaryConfiguration.canaryPercent / 100, 1];
  const step = shift?.linearConfiguration?.stepPercent;
  if (step === undefined || step <= 0) return undefined;
  return Array.from({ length: Math.ceil(100 / step) }, (_, index) => Math.min(1, ((index + 1) * step) / 100));
}

const flags = (criteria: readonly Criterion[]): Judged =>
  criteria.includes('flag-did-not-help')
    ? judge(true, 'there was a flag, and it did not help', 'the request')
    : unknown('nobody said whether there was a flag', 'the request');

function tests(fact: Later<CheckRuns>): Judged {
  const source = 'GitHub: check runs of the commit';
  if (fact.state !== 'known') return unknown(unread(fact, 'GitHub'), source);
  const { commit, total, failed, open } = fact.value;
  if (total === 0) return unknown(`GitHub has no check run of ${commit}`, source);
  if (failed.length > 0)
    return judge(false, `of ${total} check runs of ${commit} failed: ${failed.join(', ')}`, source);
  if (open > 0) return unknown(`${open} of ${total} check runs of ${commit} are not over`, source);
  return judge(true, `all ${total} check runs of ${commit} passed`, source);
}

/** First breached minute → first alert → first human report. */
function monitoring({ onset, times: { alertAt }, personAt }: PreventionSeen): Judged {
  const source = 'the metrics, the alert and who asked';
  const since = (at: string): string => (onset === undefined ? '' : ` (${after(between(onset, at))})`);
  const evidence = [
    onset === undefined ? 'the first breached minute is not known' : `first breached minute ${clock(onset)}`,
    alertAt === undefined ? 'no alert reached Runback' : `first alert ${clock(alertAt)}${since(alertAt)}`,
    personAt === undefined ? 'no person reported it' : `first person ${clock(personAt)}${since(personAt)}`,
  ].join(' → ');
  if (alertAt === undefined) return unknown(evidence, source);
  return judge(personAt === undefined || Date.parse(alertAt) <= Date.parse(personAt), evidence, source);
}

const after = (ms: number): string => (ms < 0 ? `${inWords(-ms)} before` : `${inWords(ms)} later`);
