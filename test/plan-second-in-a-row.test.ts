import { describe, expect, it } from 'vitest';
import { writeHold } from '../src/hold.js';
import { makePlan } from '../src/plan.js';
import type { RollbackRequest } from '../src/rollback.js';
import {
  anEntry,
  aRelease,
  aRequest,
  arn,
  aServiceDeployment,
  aSituation,
  minutesAgo,
  now,
} from './support/a-situation.js';

interface Given {
  readonly restored?: number;
  readonly deployed?: number;
  readonly hold?: string;
  readonly request?: Partial<RollbackRequest>;
}

/** v1.2.2 serves since so many minutes, and v1.2.3 was left by a rollback. */
function plan({ restored = 10, deployed = 15, hold, request }: Given = {}) {
  const [primary] = aSituation().service.deployments;
  if (primary === undefined) throw new Error('the night has no deployment');
  const createdAt = minutesAgo(deployed);
  const situation = aSituation({
    releases: [
      aRelease({ revision: 124, version: '1.2.3', holdTag: hold ?? writeHold(minutesAgo(restored), 'request-0') }),
      aRelease({ revision: 121, version: '1.2.2' }),
      aRelease({ revision: 119, version: '1.2.1', verifiedTag: '2026-11-20T00:00:00.000Z' }),
    ],
    service: {
      taskDefinition: arn(121),
      deployments: [{ ...primary, id: 'ecs-svc/ours', taskDefinition: arn(121), createdAt }],
    },
  });
  return makePlan({ situation, entry: anEntry(), request: aRequest(request), now, asOf: createdAt });
}

describe('a second rollback in a row', () => {
  it('is doubted aloud, with the way to mean it', () => {
    const made = plan();
    expect(made.from.taskDefinition).toBe(arn(121));
    expect(made.secondInARow).toMatch(
      /^v1\.2\.2 was restored by a rollback from v1\.2\.3 10 min ago .*: this would be the second in a row; name a target to mean it$/,
    );
    expect(made.against[0]).toBe(made.secondInARow);
  });

  it('is doubted as well when it was ECS that went back', () => {
    const [primary] = aSituation().service.deployments;
    if (primary === undefined) throw new Error('the night has no deployment');
    const back = aServiceDeployment({ of: 124, source: 121, status: 'ROLLBACK_SUCCESSFUL', createdAt: minutesAgo(12) });
    const situation = aSituation({
      service: { taskDefinition: arn(121), deployments: [{ ...primary, taskDefinition: arn(121) }] },
      serviceDeployments: { state: 'known', value: [back] },
    });
    const made = makePlan({ situation, entry: anEntry(), request: aRequest(), now });
    expect(made.secondInARow).toMatch(/v1\.2\.2 was restored by a rollback from v1\.2\.3/);
  });

  it.each([
    ['the first one is longer ago than its monitor', { restored: 61, deployed: 70 }],
    ['something was deployed since', { restored: 10, deployed: 5 }],
    ['a person holds the release for another reason', { hold: `${minutesAgo(10)} login loop` }],
    ['the target is named', { request: { target: { version: '1.2.1' } } }],
    ['it undoes the first one', { request: { undoes: 'request-0', target: { version: '1.2.3' } } }],
  ])('is none when %s', (_, given) => {
    expect(plan(given).secondInARow).toBeUndefined();
  });
});
