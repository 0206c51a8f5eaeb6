import type { Fact } from '../rollback.js';
import type { ErrorRateFacts } from '../situation.js';

/** Share of requests that fail (0–1): of the newest minute, else of the whole window, whichever has enough of them. */
export function failingNow(errorRate: Fact<ErrorRateFacts>, minimumSample: number): number | undefined {
  if (errorRate.state !== 'known') return undefined;
  const { samples } = errorRate.value.now;
  return shareOf(samples.slice(-1), minimumSample) ?? shareOf(samples, minimumSample);
}

type Samples = ErrorRateFacts['now']['samples'];

function shareOf(samples: Samples, minimumSample: number): number | undefined {
  const measured = samples.flatMap(({ ratio, requests }) =>
    ratio === null || requests === null || !Number.isFinite(ratio) || requests <= 0 ? [] : [{ ratio, requests }],
  );
  const total = measured.reduce((sum, { requests }) => sum + requests, 0);
  if (measured.length === 0 || total < minimumSample) return undefined;
  return measured.reduce((sum, { ratio, requests }) => sum + ratio * requests, 0) / total;
}
