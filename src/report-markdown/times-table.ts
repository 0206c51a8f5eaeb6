import type { Times } from '../rollback.js';
import { between, inWords } from '../runbook/durations.js';

const moments: readonly (readonly [keyof Times, string])[] = [
  ['alertAt', 'Alert'],
  ['acceptedAt', 'Accepted'],
  ['firstChangeAt', 'First change'],
  ['restoredAt', 'Restored: the target alone serves'],
  ['stableAt', 'Stable: no other task is left'],
  ['verifiedAt', 'Verified: the watch has passed'],
  ['closedAt', 'Closed'],
];

/** Detection and execution apart (decision 1): what came before the acceptance has a minus. */
export const timesTable = (times: Times): string[] => [
  '| | at | since accepted |',
  '|---|---|---|',
  ...moments.map(([moment, name]) => `| ${name} | ${times[moment] ?? '–'} | ${sinceAccepted(times, times[moment])} |`),
];

function sinceAccepted({ acceptedAt }: Times, at: string | undefined): string {
  if (at === undefined) return '–';
  const ms = between(acceptedAt, at);
  return ms < 0 ? `−${inWords(-ms)}` : inWords(ms);
}
