// What the outside world answers on a good night.

import type { OutageFacts } from '../../src/outage.js';
import type { TroubleEvidence } from '../../src/trouble-evidence.js';
import type { Verification } from '../../src/verification.js';

export const recovered: Verification = {
  verdict: 'recovered',
  checks: [{ name: 'Error rate', verdict: 'passed', evidence: 'errors 0.1 % (limit < 2 %)' }],
};
/** Everything answers, and nothing tells of trouble. */
export const noEvidence = (seenAt: string): TroubleEvidence => ({
  at: seenAt,
  stoppedTasks: { state: 'known', value: [] },
  serviceEvents: { state: 'known', value: [] },
  logs: { state: 'known', value: { errors: [], lines: 0, toTheEnd: true } },
  parameters: { state: 'known', value: { needed: 0, below: 0, missing: [], changed: [], elsewhere: [] } },
  health: { state: 'known', value: '200 {"status":"healthy"}' },
});

export const outageOf = (errorRate: OutageFacts['errorRate']): OutageFacts => ({
  seenAt: new Date().toISOString(),
  errorRate,
  backups: { state: 'not connected' },
});
