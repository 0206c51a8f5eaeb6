import { describe, expect, it } from 'vitest';
import { makePlan } from '../src/plan.js';
import type { Plan } from '../src/plan-shape.js';
import type { ErrorRateFacts } from '../src/situation.js';
import type { TargetQuestion } from '../src/target.js';
import {
  anEntry,
  aRequest,
  arn,
  aSeries,
  aServiceDeployment,
  aSituation,
  hoursAgo,
  minutesAgo,
  now,
  type SituationGiven,
  troubled,
} from './support/a-situation.js';

const plan = (given: Partial<TargetQuestion> = {}): Plan =>
  makePlan({ situation: aSituation(), entry: anEntry(), request: aRequest(), now, ...given });
const planFor = (given: SituationGiven): Plan => plan({ situation: aSituation(given) });
const errorRate = (value: Partial<ErrorRateFacts>) =>
  ({ state: 'known', value: { now: troubled, beforeDeployment: 0.002, ...value } }) as const;

describe('third parties', () => {
  it('speak against a rollback while they fail, and are a warning where nobody knows', () => {
    const thirdParties = [
      { name: 'payments', state: 'fails', said: 'answered 503' },
      { name: 'mail', state: 'unknown', said: 'no answer within 2000 ms' },
      { name: 'maps', state: 'works', said: 'answered 200' },
    ] as const;
    const made = makePlan({ situation: aSituation({ thirdParties }), entry: anEntry(), request: aRequest(), now });
    expect(made.against).toContain('payments fails now: answered 503');
    expect(made.warnings).toContain('whether mail works is not known: no answer within 2000 ms');
    expect([...made.against, ...made.warnings].join()).not.toContain('maps');
  });
});

describe('what speaks for and against', () => {
  it('names the deployment that is the suspect', () => {
    const made = plan();
    expect(made.suspect).toBe('the deployment of v1.2.3 at 02:55 UTC, 2 min before the trouble began');
    expect(made.for).toEqual([
      'errors 9.8 % for 5 of 5 minutes (limit 5 %, previous hour 0.2 %)',
      'began 2 min after the deployment of v1.2.3',
      'errors were 0.2 % just before the deployment',
    ]);
    expect(made.against).toEqual([]);
  });

  it('has no suspect when the deployment is older than 24 h', () => {
    const value = [aServiceDeployment({ of: 124, source: 121, createdAt: '2026-11-14T02:00:00.000Z' })];
    const made = planFor({
      serviceDeployments: { state: 'known', value },
      service: {
        deployments: aSituation().service.deployments.map((each) => ({
          ...each,
          createdAt: '2026-11-14T02:00:00.000Z',
        })),
      },
    });
    expect(made.suspect).toBeUndefined();
    expect(made.against).toEqual(['no deployment in the 24 h before the trouble: v1.2.3 is 9 days older']);
  });

  it('speaks of no trouble where none is known', () => {
    const createdAt = '2026-11-14T02:00:00.000Z';
    const situation = aSituation({
      serviceDeployments: { state: 'known', value: [aServiceDeployment({ of: 124, source: 121, createdAt })] },
      service: { deployments: aSituation().service.deployments.map((each) => ({ ...each, createdAt })) },
      errorRate: errorRate({ now: aSeries([0, 0, 0, 0, 0]) }),
    });
    expect(plan({ situation }).against[1]).toBe('no deployment in the last 24 h: v1.2.3 is 9 days old');
    const trigger = { kind: 'alert', name: 'Slow', startsAt: now } as const;
    expect(plan({ situation, request: aRequest({ trigger }) }).against[1]).toBe(
      'no deployment in the 24 h before the alert: v1.2.3 is 9 days older',
    );
  });

  it('has no suspect when the trouble is older than the deployment', () => {
    const made = plan({ request: aRequest({ since: hoursAgo(2) }) });
    expect(made.suspect).toBeUndefined();
    expect(made.against).toContain(
      'the trouble is older than the deployment: 01:04 UTC, and v1.2.3 was deployed at 02:55 UTC',
    );
  });

  it('doubts when it was already bad before the deployment', () => {
    expect(planFor({ errorRate: errorRate({ beforeDeployment: 0.08, onset: minutesAgo(7) }) }).against).toEqual([
      'errors were 8 % already before the deployment',
    ]);
  });

  it('doubts when the trigger is gone or could not be measured', () => {
    const calm = planFor({ errorRate: errorRate({ now: aSeries([0, 0, 0, 0, 0]) }) });
    expect(calm.against[0]).toBe('the trigger is not met: errors 0 %, above 5 % in 0 of 5 minutes');
    expect(planFor({ errorRate: { state: 'not connected' } }).against[0]).toBe(
      'the trigger could not be confirmed: the error rate is not connected: no metrics in the catalogue',
    );
  });

  it('says when ECS has gone back by itself meanwhile', () => {
    const value = [
      aServiceDeployment({
        of: 124,
        source: 121,
        status: 'ROLLBACK_SUCCESSFUL',
        createdAt: '2026-11-23T02:55:00.000Z',
        finishedAt: '2026-11-23T03:01:00.000Z',
      }),
      aServiceDeployment({ of: 121, createdAt: '2026-11-22T00:50:00.000Z' }),
    ];
    const made = planFor({
      serviceDeployments: { state: 'known', value },
      service: { taskDefinition: arn(121), deployments: [] },
    });
    expect(made.from.taskDefinition).toBe(arn(121));
    expect(made.against).toContain('ECS went back from v1.2.3 to v1.2.2 by itself at 03:01 UTC');
  });

  it('counts what people reported in the runbook’s words', () => {
    expect(plan({ request: aRequest({ criteria: ['user-reports'] }) }).for).toContain(
      'reported: User reports of widespread issues',
    );
  });
});
