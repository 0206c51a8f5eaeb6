import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/runbook/troubleshooting-failed-rollbacks/diagnose.js';
import type { TroubleEvidence } from '../../../src/trouble-evidence.js';
import { aQuota } from '../../support/a-quota.js';
import { now } from '../../support/a-situation.js';
import { aTrouble, known } from './a-trouble.js';

const first = (evidence: Partial<TroubleEvidence>) => diagnose(aTrouble(evidence)).causes[0];

describe('tasks that find no place', () => {
  it('are explained by the quota that is used up, with what raises it', () => {
    const message =
      "(service S) was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently.";
    const serviceEvents = known([{ at: now, message }]);
    expect(first({ serviceEvents, quotas: known([aQuota({ used: 8, limit: 8 })]) })).toMatchObject({
      kind: 'no capacity',
      sentence:
        'v1.2.2 gets no place to run: Fargate On-Demand vCPU resource count (L-3032A538): 8 of 8 in use, a task needs 1',
      evidence: [expect.stringContaining('reached the limit')],
      command:
        'aws service-quotas request-service-quota-increase --service-code fargate --quota-code L-3032A538 --desired-value 12 --region us-east-1',
    });
    for (const quotas of [known([aQuota()]), { state: 'unknown', why: 'AccessDeniedException' } as const]) {
      expect(first({ serviceEvents, quotas })).toMatchObject({
        sentence: expect.stringMatching(/capacity or a quota/),
      });
    }
  });

  it('are not explained by a quota of which ECS says nothing: it is only told', () => {
    const { causes, lookedAt } = diagnose(aTrouble({ quotas: known([aQuota({ used: 8, limit: 8 })]) }));
    expect(causes).toEqual([]);
    expect(lookedAt).toContainEqual({ source: 'quotas', state: 'read', found: expect.stringMatching(/8 of 8 in use/) });
  });
});
