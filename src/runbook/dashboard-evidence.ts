import type { CatalogueEntry } from '../catalogue/entry.js';
import type { ChecklistItem, Fact } from '../rollback.js';
import type { RecoveryNow, Situation, TargetGroupFacts } from '../situation.js';
import { inWords } from './durations.js';
import { oneLine, percent } from './wording.js';

/** What the dashboards would show: the figures of recovery, tasks, targets, health. Done once targets or health could be read. */
export function dashboardEvidence(
  { service, targetGroups, healthEndpoint, errorRate, recoveryNow }: Situation,
  { dashboard }: CatalogueEntry,
): Pick<ChecklistItem, 'state' | 'evidence'> {
  const seen = [
    `${service.running} of ${service.desired} tasks running`,
    told('targets', targetGroups, targetsInCounts),
    told('health', healthEndpoint, healthInFields),
    told('errors', errorRate, ({ now }) => shown('errors', now.samples.at(-1)?.ratio, percent)),
    ...(recoveryNow === undefined ? [] : [told('success rate and P95', recoveryNow, recoveryInFigures)]),
    ...(dashboard === undefined ? [] : [dashboard]),
  ];
  const isRead = targetGroups.state === 'known' || healthEndpoint.state === 'known';
  return { state: isRead ? 'done' : 'open', evidence: seen.join(' · ') };
}

function told<T>(what: string, fact: Fact<T>, words: (value: T) => string): string {
  if (fact.state === 'known') return words(fact.value);
  return fact.state === 'unknown' ? `${what} unknown: ${oneLine(fact.why, 120)}` : `${what} not connected`;
}

const recoveryInFigures = ({ successRate, p95Seconds }: RecoveryNow): string =>
  [
    ...(successRate === undefined ? [] : [shown('success', successRate, percent)]),
    ...(p95Seconds === undefined ? [] : [shown('P95', p95Seconds, (seconds) => inWords(seconds * 1_000))]),
  ].join(' · ');

const shown = (what: string, figure: number | null | undefined, words: (figure: number) => string): string =>
  figure === null || figure === undefined || !Number.isFinite(figure)
    ? `${what} not measured`
    : `${what} ${words(figure)}`;

const sum = (groups: readonly TargetGroupFacts[], count: (group: TargetGroupFacts) => number): number =>
  groups.reduce((total, group) => total + count(group), 0);

function targetsInCounts(groups: readonly TargetGroupFacts[]): string {
  if (groups.length === 0) return 'no load balancer';
  const unhealthy = sum(groups, (group) => group.unhealthy);
  return `${sum(groups, (group) => group.healthy)} targets healthy, ${unhealthy} unhealthy`;
}

const healthInFields = (fields: Readonly<Record<string, string>>): string =>
  Object.keys(fields).length === 0
    ? 'health answered without the expected fields'
    : `health: ${Object.entries(fields)
        .map(([name, value]) => oneLine(`${name} ${value}`, 60))
        .join(', ')}`;
