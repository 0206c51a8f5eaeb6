import { describe, expect, it } from 'vitest';
import { roundsOf } from '../src/plan/duration.js';
import { makePlan } from '../src/plan.js';
import type { PlannedMethod } from '../src/plan-shape.js';
import type { ShiftSettings } from '../src/situation.js';
import type { TargetQuestion } from '../src/target.js';
import {
  anEntry,
  aRelease,
  aRequest,
  aSituation,
  minutesAgo,
  now,
  type SituationGiven,
} from './support/a-situation.js';

const minute = 60_000;
const way = (given: Partial<TargetQuestion> = {}, method: PlannedMethod['method'] = 'ecs-task'): PlannedMethod => {
  const { methods } = makePlan({ situation: aSituation(), entry: anEntry(), request: aRequest(), now, ...given });
  const found = methods.find((each) => each.method === method);
  if (found === undefined) throw new Error(`${method} is not in the plan`);
  return found;
};
const withService = (service: NonNullable<SituationGiven['service']>) => ({ situation: aSituation({ service }) });
const { settings } = aSituation().service;

describe('the ecs-task method', () => {
  it('is exactly these commands', () => {
    expect(way().commands).toEqual([
      `aws ecs update-service --cluster applylens-prod --service applylens-api-prod --task-definition applylens-api-prod:121 --deployment-configuration '{"deploymentCircuitBreaker":{"enable":true,"rollback":false},"minimumHealthyPercent":100,"maximumPercent":150}' --region us-east-1`,
      `aws ecs describe-services --cluster applylens-prod --services applylens-api-prod --query 'services[0].deployments[].[id,status,rolloutState,taskDefinition,runningCount,desiredCount]' --region us-east-1`,
      `aws ecs update-service --cluster applylens-prod --service applylens-api-prod --deployment-configuration '{"deploymentCircuitBreaker":{"enable":true,"rollback":true},"minimumHealthyPercent":100,"maximumPercent":150}' --region us-east-1`,
    ]);
  });

  it('switches nothing off where nothing would revert us', () => {
    const { commands } = way(
      withService({ settings: { ...settings, circuitBreaker: { enable: true, rollback: false } } }),
    );
    expect(commands).toHaveLength(2);
    expect(commands[0]).not.toContain('--deployment-configuration');
  });

  it('names the strategy of a service whose rule ECS owns, so that it stays what it is', () => {
    const shift = { bakeTimeInMinutes: 10, pausesAt: [] };
    const { commands, reason, predictedMs } = way(
      withService({ settings: { ...settings, strategy: 'BLUE_GREEN', shift } }),
    );
    for (const command of [commands[0], commands[2]]) {
      expect(command).toContain('"strategy":"BLUE_GREEN","bakeTimeInMinutes":10');
    }
    expect(reason).toMatch(/^1 round × .* \+ traffic and bake 10 min \+ drain/);
    expect(predictedMs).toBeGreaterThan(10 * minute);
  });

  it('counts the steps of a canary and of a linear deployment', () => {
    const timed = (shift: ShiftSettings) => way(withService({ settings: { ...settings, shift } })).reason;
    const canaryConfiguration = { canaryPercent: 10, canaryBakeTimeInMinutes: 7 };
    const linearConfiguration = { stepPercent: 30, stepBakeTimeInMinutes: 2 };
    expect(timed({ bakeTimeInMinutes: 1, pausesAt: [], canaryConfiguration })).toContain('traffic and bake 8 min');
    expect(timed({ bakeTimeInMinutes: 0, pausesAt: [], linearConfiguration })).toContain('traffic and bake 6 min');
  });

  it('switches the alarms off and on again, whatever their names are', () => {
    const alarms = { names: ["5xx of dana's api"], enable: true, rollback: true };
    const { commands } = way(withService({ settings: { ...settings, alarms } }));
    expect(commands[0]).toContain(`"alarms":{"alarmNames":["5xx of dana'\\''s api"],"enable":false,"rollback":false}`);
    expect(commands[2]).toContain(`"alarms":{"alarmNames":["5xx of dana'\\''s api"],"enable":true,"rollback":true}`);
  });

  it('talks to the catalogue’s endpoint', () => {
    const entry = anEntry({ aws: { region: 'us-east-1', endpoint: 'http://127.0.0.1:4566' } });
    for (const command of way({ entry }).commands) expect(command).toContain('--endpoint-url http://127.0.0.1:4566');
  });

  it('registers a copy pinned by digest where a tag moved, and deploys that', () => {
    const releases = aSituation().releases.map((release) =>
      release.revision === 121
        ? {
            ...release,
            containers: release.containers.map((each) => ({
              ...each,
              resolvesTo: { state: 'known', value: { digest: 'sha256:moved' } } as const,
            })),
          }
        : release,
    );
    const [describe, register, update] = way({ situation: aSituation({ releases }) }).commands;
    expect(describe).toContain(
      `dkr.ecr.us-east-1.amazonaws.com/applylens-api@${aRelease().containers[0]?.recordedDigest}`,
    );
    expect(register).toContain('register-task-definition --cli-input-json file://pinned-task-definition.json');
    expect(update).toContain('--task-definition applylens-api-prod --deployment-configuration');
  });

  it.each<[string, Partial<TargetQuestion>, string]>([
    ['CodeDeploy owns the deployments', withService({ controller: 'CODE_DEPLOY' }), 'aws deploy stop-deployment'],
    ['somebody else owns the task sets', withService({ controller: 'EXTERNAL' }), 'the tool that owns its task sets'],
    [
      'the desired count is 0',
      withService({ desired: 0 }),
      'the desired count is 0: no task would serve; raise it first',
    ],
    ['the service is not ACTIVE', withService({ status: 'DRAINING' }), 'the service is DRAINING'],
    [
      'the policy does not allow it',
      { entry: anEntry({ policy: { methods: ['script'] } }) },
      'the policy does not allow it',
    ],
    ['another method was asked for', { request: aRequest({ method: 'script' }) }, 'script alone was asked for'],
    [
      'there is no target',
      { request: aRequest({ target: { version: '9.9.9' } }) },
      'there is no target: 9.9.9 is not among',
    ],
    ['the canary alone was asked for', { request: aRequest({ scope: 'canary' }) }, 'the canary alone'],
  ])('is passed over when %s', (_, given, reason) => {
    expect(way(given)).toMatchObject({ use: 'passed over', commands: [] });
    expect(way(given).reason).toContain(reason);
  });

  it('takes the catalogue’s time where the real settings are not known, and says why', () => {
    const situation = aSituation({ taskStartSeconds: { state: 'unknown', why: 'no task' } });
    expect(way({ situation })).toMatchObject({
      predictedMs: 12 * minute,
      reason: 'usual time of this method: how long a task takes to start is not known',
    });
  });

  it.each([
    ['its own budget at first', now, 15],
    ['what is left until escalation', minutesAgo(20), 10],
    ['at least three minutes', minutesAgo(40), 3],
  ])('may take %s', (_, acceptedAt, minutes) => {
    expect(way({ request: aRequest({ acceptedAt }) }).budgetMs).toBe(minutes * minute);
  });
});

describe('the automatic method', () => {
  it('is refused with the remedy when CodeDeploy owns the deployments', () => {
    expect(way(withService({ controller: 'CODE_DEPLOY' }), 'automatic').reason).toContain(
      'refused: the deployment controller',
    );
  });
});

describe('replacing tasks', () => {
  it.each([
    [4, 100, 200, 1],
    [4, 100, 150, 2],
    [4, 50, 100, 2],
    [3, 100, 150, 3],
    [10, 90, 110, 5],
    [1, 100, 200, 1],
    [4, 100, 100, undefined],
    [0, 100, 100, 1],
  ])('%d tasks at %d to %d %% take %s rounds', (desired, minimumHealthyPercent, maximumPercent, rounds) => {
    expect(roundsOf(desired, { ...settings, minimumHealthyPercent, maximumPercent })).toBe(rounds);
  });
});
