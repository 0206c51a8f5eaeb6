// Runbook › "Monitoring for 1 hour": what one look after a rollback means, and what is said of it (decisions 19 and 33).
import { raisedAgain, type SeenCanary } from '../canary.js';
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Fact, ServingCount } from '../rollback.js';
import type { ErrorRateFacts } from '../situation.js';
import { between } from './durations.js';
import { errorRateLimits, judgeErrorRate } from './when-to-rollback.js';
import { clock, familyAndRevision, oneLine, shortName } from './wording.js';

export interface Monitored {
  readonly entry: CatalogueEntry;
  /** What the rollback left serving. */
  readonly taskDefinition: string;
  /** What it rolled back from. */
  readonly left: string;
  readonly restoredAt: string;
  readonly until: string;
  /** ECS service of the canary, where that was rolled back. */
  readonly canary?: string;
}

export interface SeenServing {
  readonly taskDefinition: string;
  readonly serving: readonly ServingCount[];
}

export interface MonitorLook {
  readonly at: string;
  readonly service: Fact<SeenServing>;
  readonly errorRate: Fact<ErrorRateFacts>;
  /** Where a canary was rolled back. */
  readonly canary?: Fact<SeenCanary>;
  /** Something could not be read, and waiting does not mend it. */
  readonly failedForGood: boolean;
}

export type PagedFinding =
  | 'trouble again'
  | 'the release we left was deployed again'
  | 'the canary was raised again'
  | 'could not watch';

export type Finding =
  | { readonly is: 'newer deployment' | Exclude<PagedFinding, 'could not watch'>; readonly evidence: string }
  | { readonly is: 'clear' | 'not yet'; readonly evidence: string }
  | { readonly is: 'could not look'; readonly evidence: string; readonly page: 'at once' | 'when it lasts' | 'never' };

/** Judged by what was deployed, then by the error rate in windows that lie since restored. */
export function judgeLook(look: MonitorLook, monitored: Monitored): Finding {
  const { service, errorRate, canary, at } = look;
  const raised = canary?.state === 'known' ? raisedAgain(canary.value) : undefined;
  if (raised !== undefined) return { is: 'the canary was raised again', evidence: raised };
  if (service.state === 'known' && service.value.taskDefinition !== monitored.taskDefinition) {
    return judgeDeployment(service.value, monitored);
  }
  const isWholeWindow = between(monitored.restoredAt, at) >= monitored.entry.timings.errorRateFor;
  const { above, evidence } = judgeErrorRate(errorRate, errorRateLimits(monitored.entry));
  // The hour before is not asked for: it holds the trouble that was rolled back.
  if (above === 'every minute' && isWholeWindow) return { is: 'trouble again', evidence };
  const page = look.failedForGood ? 'at once' : 'when it lasts';
  if (service.state === 'unknown') return { is: 'could not look', evidence: service.why, page };
  if (canary?.state === 'unknown') return { is: 'could not look', evidence: canary.why, page };
  if (errorRate.state === 'not connected') return { is: 'could not look', evidence, page: 'never' };
  if (errorRate.state === 'unknown') return { is: 'could not look', evidence, page };
  if (!isWholeWindow) return { is: 'not yet', evidence: 'the window of the error rate began before restored' };
  return above === 'could not measure' ? { is: 'could not look', evidence, page } : { is: 'clear', evidence };
}

function judgeDeployment({ taskDefinition, serving }: SeenServing, { left }: Monitored): Finding {
  const version = serving.find((each) => each.taskDefinition === taskDefinition)?.release;
  const known = version === undefined ? {} : { version };
  const evidence = `${shortName({ taskDefinition, ...known })} (${familyAndRevision(taskDefinition)})`;
  return { is: taskDefinition === left ? 'the release we left was deployed again' : 'newer deployment', evidence };
}

export interface MonitorPage {
  /** At most 1,024 characters, which is what Events v2 takes. */
  readonly summary: string;
  readonly details: Readonly<Record<string, string>>;
}

/** What is so, and what to do. */
export function monitorPage(finding: PagedFinding, evidence: string, monitored: Monitored): MonitorPage {
  const { entry, taskDefinition, left } = monitored;
  const name = `${entry.service} ${entry.environment}`;
  return {
    summary: oneLine(`${name} ${sentences[finding](evidence, monitored)}`, 1_000),
    details: {
      'rolled back to': taskDefinition,
      'rolled back from': left,
      look: `runback status ${entry.service} --env ${entry.environment}`,
      ...(entry.dashboard === undefined ? {} : { dashboard: entry.dashboard }),
    },
  };
}

const sentences: Readonly<Record<PagedFinding, (evidence: string, monitored: Monitored) => string>> = {
  'trouble again': (evidence) => `is in trouble again after its rollback: ${evidence}`,
  'the release we left was deployed again': (evidence, { entry }) =>
    `got the release back that was rolled back from: ${evidence}. Stop what deployed it; ` +
    `to go back again: runback start ${entry.service} --env ${entry.environment} --reason "deployed again"`,
  'the canary was raised again': (evidence, { entry, canary = '' }) =>
    `has its canary ${canary} back, which was rolled back: ${evidence}. Stop what raised it; ` +
    `to take it out again: runback start ${entry.service} --env ${entry.environment} --scope canary --reason "raised again"`,
  'could not watch': (evidence, { until }) =>
    `cannot be watched after its rollback: ${evidence}. Mend that, or watch it by hand until ${clock(until)}`,
};

export interface LookCounts {
  readonly clear: number;
  readonly blind: number;
}

/** Quiet is what was seen, never what was not. */
export const endOfMonitor = ({ clear, blind }: LookCounts): 'quiet' | 'could not watch' =>
  clear > blind ? 'quiet' : 'could not watch';

/** Looks in a row that could not be taken before somebody is paged. */
const lastsFrom = 5;

export const isPageDue = ({ page }: Extract<Finding, { is: 'could not look' }>, inARow: number): boolean =>
  page === 'at once' || (page === 'when it lasts' && inARow >= lastsFrom);
