import { describe, expect, it } from 'vitest';
import { makePlan } from '../src/plan.js';
import type { Plan, PlannedMethod } from '../src/plan-shape.js';
import type { TargetQuestion } from '../src/target.js';
import { anEntry, aRequest, arn, aSituation, now, type SituationGiven } from './support/a-situation.js';

const plan = (given: Partial<TargetQuestion> = {}): Plan =>
  makePlan({ situation: aSituation(), entry: anEntry(), request: aRequest(), now, ...given });
const planFor = (given: SituationGiven): Plan => plan({ situation: aSituation(given) });
const ecsTask = ({ methods }: Plan): PlannedMethod => {
  const found = methods.find(({ method }) => method === 'ecs-task');
  if (found === undefined) throw new Error('ecs-task is not in the plan');
  return found;
};

describe('a plan', () => {
  it('goes from what serves to the target by ECS, and says how long that takes', () => {
    const made = plan();
    expect(made.from).toMatchObject({ version: '1.2.3', taskDefinition: arn(124) });
    expect(made.target).toMatchObject({ kind: 'chosen', target: { revision: 121 } });
    expect(ecsTask(made)).toMatchObject({
      use: 'first',
      reason: '2 rounds × (start 35 s + health 2 × 10 s) + drain 5 min',
      predictedMs: (2 * (35 + 20) + 300) * 1_000,
    });
    expect(made.deploymentsSeen).toEqual(['ecs-svc/124']);
  });

  it('lists the methods that are not connected with that reason', () => {
    expect(plan().methods.map(({ method, use, reason }) => `${method} ${use} ${reason}`)).toEqual([
      'automatic passed over no deployment is in progress: the newest one is SUCCESSFUL',
      'script passed over not connected',
      'ecs-task first 2 rounds × (start 35 s + health 2 × 10 s) + drain 5 min',
      'canary passed over the catalogue names no canary',
    ]);
  });

  it('tells what is wrong in numbers and since when', () => {
    expect(plan().wrongNow).toBe('errors 9.8 % now (12 % at worst, 0.2 % before)');
    expect(plan().wrongSince).toBe('began 02:57 UTC, 2 min after the deployment of v1.2.3 (limit 5 %)');
    const blind = planFor({ errorRate: { state: 'unknown', why: 'connection refused' } });
    expect(blind.wrongNow).toBe('5xx since v1.2.3 (error rate could not be read: connection refused)');
    expect(blind.wrongSince).toBeUndefined();
  });

  it('says what would revert us and keeps the former settings', () => {
    const settings = {
      circuitBreaker: { enable: true, rollback: true },
      alarms: { names: ['5xx'], enable: true, rollback: true },
      minimumHealthyPercent: 100,
      maximumPercent: 200,
      strategy: 'ROLLING',
    };
    const made = planFor({ service: { settings } });
    expect(made.wouldRevertUs).toEqual([
      'circuit breaker with rollback is on: switched off for our deployment, restored afterwards',
      'deployment alarms with rollback are on (5xx): switched off for our deployment, restored afterwards',
    ]);
    expect(made.formerSettings).toEqual(settings);
  });

  it('names the slowest part and what would be saved', () => {
    expect(plan().slowestPart).toBe('deregistration delay 300 s; 30 s would save 4.5 min (`runback check`)');
  });

  it('says what is not connected, the request’s own wishes included', () => {
    const request = aRequest({ database: { target: '0017' }, group: 'checkout' });
    expect(plan({ request }).notConnected).toEqual(['Slack', 'groups of services', 'schema heads']);
  });
});

const [serving] = aSituation().service.deployments;
if (serving === undefined) throw new Error('the night has a deployment');

describe('a plan warns', () => {
  it.each<[string, SituationGiven, string]>([
    [
      'that five deployments are active',
      {
        service: {
          deployments: Array.from({ length: 5 }, (_, index) => ({
            ...aSituation().service.deployments[0]!,
            id: `ecs-svc/${index}`,
          })),
        },
      },
      '5 deployments are active',
    ],
    ['that somebody acts by hand', { service: { manualTag: 'dana/03:30' } }, 'runback:manual = dana/03:30'],
    ['that no task is desired', { service: { desired: 0 } }, 'the desired count is 0'],
    [
      'that no task can be replaced',
      { service: { settings: { ...aSituation().service.settings, maximumPercent: 100 } } },
      'will stall',
    ],
    [
      'that ECS shifts traffic by its own steps',
      { service: { settings: { ...aSituation().service.settings, strategy: 'BLUE_GREEN' } } },
      'BLUE_GREEN',
    ],
    [
      'that a new deployment pauses until somebody continues it',
      {
        service: {
          settings: {
            ...aSituation().service.settings,
            shift: { bakeTimeInMinutes: 1, pausesAt: ['POST_SCALE_UP'] },
          },
        },
      },
      'pauses at POST_SCALE_UP until somebody continues it',
    ],
    [
      'of a source that failed',
      { targetGroups: { state: 'unknown', why: 'throttled' } },
      'the load balancer could not be read: throttled',
    ],
    [
      'that the database could not be asked',
      { backingServices: { database: { state: 'unknown', why: 'connection refused' } } },
      'the database could not be read: connection refused',
    ],
    [
      'that the database has no connection left',
      { backingServices: { database: { state: 'known', value: { selectOne: 'refused', where: 'db', why: 'full' } } } },
      'the database before the rollback: db does not answer SELECT 1: full',
    ],
    [
      'that Elasticsearch is red already',
      { backingServices: { elasticsearch: { state: 'known', value: { status: 'red' } } } },
      'Elasticsearch before the rollback: the cluster is red',
    ],
  ])('%s', (_, given, words) => {
    expect(planFor(given).warnings.join('\n')).toContain(words);
  });

  it('of smoke tests that write', () => {
    const smoke = [
      {
        name: 'login',
        method: 'POST',
        url: 'http://x',
        headers: {},
        expectStatus: 200,
        expectFields: {},
        withinMs: 1,
        writes: true,
      },
    ] as const;
    expect(plan({ entry: anEntry({ smoke }) }).warnings).toEqual(['smoke tests that write: login']);
  });
});
