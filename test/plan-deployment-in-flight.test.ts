import { describe, expect, it } from 'vitest';
import { makePlan } from '../src/plan.js';
import type { SeenDeployment, SeenServiceDeployment } from '../src/situation.js';
import {
  anEntry,
  aRelease,
  aRequest,
  arn,
  aServiceDeployment,
  aSituation,
  hoursAgo,
  minutesAgo,
  now,
} from './support/a-situation.js';

const running: SeenDeployment = {
  id: 'ecs-svc/121',
  status: 'ACTIVE',
  taskDefinition: arn(121),
  rolloutState: 'COMPLETED',
  desired: 4,
  running: 4,
  pending: 0,
  failedTasks: 0,
  createdAt: hoursAgo(26),
};
const provenGood = aServiceDeployment({ of: 121, createdAt: hoursAgo(26) });

/** v1.2.2 (:121) still serves, and these came after it, newest first. */
function plan(newer: readonly number[], deployments: SeenDeployment[], history: SeenServiceDeployment[]) {
  const situation = aSituation({
    releases: [...newer, 121].map((revision) => aRelease({ revision })),
    service: { taskDefinition: deployments[0]?.taskDefinition ?? '', deployments: [...deployments, running] },
    serviceDeployments: { state: 'known', value: [...history, provenGood] },
  });
  return makePlan({ situation, entry: anEntry(), request: aRequest(), now });
}

const usable = ({ methods }: ReturnType<typeof plan>) =>
  methods.filter(({ use }) => use !== 'passed over').map(({ method }) => method);
const targetOf = ({ target }: ReturnType<typeof plan>) =>
  target.kind === 'chosen' ? target.target.release.taskDefinition : target.why;

describe('a plan beside a deployment that did not end well', () => {
  it('leaves a release whose deployment was stopped without going back, by a deployment of its own', () => {
    const failed = { ...running, id: 'ecs-svc/124', status: 'PRIMARY', taskDefinition: arn(124), running: 0 } as const;
    const stopped = aServiceDeployment({ of: 124, source: 121, status: 'STOPPED', createdAt: minutesAgo(20) });
    const made = plan([124], [{ ...failed, rolloutState: 'FAILED', failedTasks: 10 }], [stopped]);
    expect(made.from.taskDefinition).toBe(arn(124));
    expect(targetOf(made)).toBe(arn(121));
    expect(usable(made)).toEqual(['ecs-task']);
  });

  it('returns to the release before both of two that are in flight', () => {
    const inFlight = (revision: number, status: SeenDeployment['status'], minutes: number): SeenDeployment => ({
      ...running,
      id: `ecs-svc/${revision}`,
      status,
      taskDefinition: arn(revision),
      rolloutState: 'IN_PROGRESS',
      running: 1,
      createdAt: minutesAgo(minutes),
    });
    const made = plan(
      [125, 124],
      [inFlight(125, 'PRIMARY', 8), inFlight(124, 'ACTIVE', 9)],
      [
        aServiceDeployment({
          of: 125,
          sourceTaskDefinitions: [arn(124), arn(121)],
          status: 'IN_PROGRESS',
          createdAt: minutesAgo(8),
        }),
        aServiceDeployment({ of: 124, source: 121, status: 'STOPPED', createdAt: minutesAgo(9) }),
      ],
    );
    expect(made.from.taskDefinition).toBe(arn(125));
    expect(targetOf(made)).toBe(arn(121));
    expect(usable(made)).toEqual(['ecs-task']);
  });
});
