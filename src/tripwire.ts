// The tripwire of design §5.7: whether production got worse since our first change. No data is no verdict, here neither.
import { percent } from './runbook/wording.js';
import type { Situation } from './situation.js';

/** As production was before our change; absent where it was not known. */
export interface BeforeChange {
  /** Ratio 0–1 of failing requests in the newest window. */
  readonly failingShare?: number;
  readonly healthyTargets?: number;
}

/** One window of 60 seconds after the change. */
export interface TripwireReading {
  readonly failingShare: number | null;
  readonly requests: number | null;
  readonly healthyTargets: number | null;
}

const times = 2;
const points = 0.1;

export function beforeChange({ errorRate, targetGroups }: Situation): BeforeChange {
  const samples = errorRate.state === 'known' ? errorRate.value.now.samples : [];
  const failingShare = samples.findLast(({ ratio }) => ratio !== null)?.ratio ?? undefined;
  const groups = targetGroups.state === 'known' ? targetGroups.value : [];
  return {
    ...(failingShare === undefined ? {} : { failingShare }),
    ...(groups.length === 0 ? {} : { healthyTargets: groups.reduce((sum, { healthy }) => sum + healthy, 0) }),
  };
}

/** Why it is worse than before, as people read it; undefined while nothing shows that. */
export function worseThan(before: BeforeChange, seen: TripwireReading, minimumSample: number): string | undefined {
  return moreFail(before, seen, minimumSample) ?? fewerServe(before, seen);
}

function moreFail(
  { failingShare: was }: BeforeChange,
  { failingShare: is, requests }: TripwireReading,
  minimumSample: number,
): string | undefined {
  if (was === undefined || is === null || requests === null || requests < minimumSample) return undefined;
  const limit = Math.max(times * was, was + points);
  if (is <= limit) return undefined;
  return `${percent(is)} of ${Math.round(requests)} requests fail, ${percent(was)} before our change (limit ${percent(limit)})`;
}

function fewerServe({ healthyTargets: were }: BeforeChange, { healthyTargets: are }: TripwireReading) {
  if (were === undefined || are === null || are >= were / times) return undefined;
  return `${are} of the ${were} targets that were healthy before our change are so now`;
}
