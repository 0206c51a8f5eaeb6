// Runbook › Method 4 in a plan: when the canary alone is rolled back, by which commands, and why not.
import { describe, expect, it } from 'vitest';
import type { SeenCanary } from '../src/canary.js';
import { makePlan } from '../src/plan.js';
import type { RollbackRequest } from '../src/rollback.js';
import {
  aCanary,
  aForward,
  aForwardAction,
  canaryGroup,
  canaryService,
  stableGroup,
  withBadCanary,
} from './support/a-canary.js';
import { anEntry, aRequest, arn, aSituation, now, type SituationGiven } from './support/a-situation.js';

const entry = anEntry({ canary: { service: canaryService, targetGroup: 'api-canary' } });
const plan = (canary: Partial<SeenCanary> = {}, request: Partial<RollbackRequest> = {}, more: SituationGiven = {}) =>
  makePlan({
    situation: aSituation({ ...withBadCanary(canary), ...more }),
    entry,
    request: aRequest(request),
    now,
  });
const way = (made: ReturnType<typeof plan>) => made.methods.map(({ method, use }) => `${method} ${use}`);
const alone = ['canary first', 'automatic passed over', 'script passed over', 'ecs-task passed over'];
const traffic = (
  canary: readonly [number, number],
  stable: readonly [number, number],
): Pick<SeenCanary, 'traffic'> => ({
  traffic: {
    state: 'known',
    value: {
      canary: { requests: canary[0], failed: canary[1] },
      stable: { requests: stable[0], failed: stable[1] },
    },
  },
});
const ladder = (made: ReturnType<typeof plan>) => {
  expect(made.canary).toBeUndefined();
  expect(made.methods.find(({ method }) => method === 'canary')?.use).toBe('passed over');
};

describe('a plan for trouble that is confined to the canary', () => {
  it('leaves the canary for what serves beside it, and passes every other method over', () => {
    const made = plan();
    expect(made.from.taskDefinition).toBe(aCanary().release.taskDefinition);
    expect(made.target).toMatchObject({
      kind: 'chosen',
      target: {
        release: { taskDefinition: arn(121) },
        because: 'the canary fails 90 % of 360 requests, all else 0.1 % of 3,240 requests',
      },
    });
    expect(way(made)).toEqual(alone);
    expect(made.suspect).toContain('the deployment of v1.2.3 at 02:55 UTC');
    expect(made.wouldRevertUs).toEqual([]);
  });

  it('shows the complete actions with weight 0, in the order in which it acts', () => {
    const [rule, listener, suspend, stop, , restore] = plan().methods[0]?.commands ?? [];
    const actions = JSON.stringify([aForwardAction({ [stableGroup]: 90, [canaryGroup]: 0 }, { Enabled: false })]);
    expect(rule).toContain(`aws elbv2 modify-rule --rule-arn`);
    expect(rule).toContain(actions);
    expect(listener).toContain(`aws elbv2 modify-listener --listener-arn`);
    expect(listener).toContain(`--default-actions '${actions}'`);
    expect(suspend).toContain('--suspended-state DynamicScalingInSuspended=true,');
    expect(stop).toContain(`update-service --cluster applylens-prod --service ${canaryService} --desired-count 0`);
    expect(restore).toContain('DynamicScalingInSuspended=false,');
  });

  it('warns that stickiness keeps clients on the canary', () => {
    expect(plan().warnings.join()).toContain('clients stay on the canary for up to 60 min in spite of weight 0');
  });

  it.each([
    ['production is bad too', traffic([360, 324], [3_240, 500])],
    ['the canary is no worse than the limit', traffic([360, 3], [3_240, 3])],
    ['too few requests tell', traffic([12, 12], [3_240, 3])],
    ['nothing was counted', traffic([0, 0], [0, 0])],
    ['the counts could not be read', { traffic: { state: 'unknown', why: 'access denied' } } as const],
    ['the counts are not connected', { traffic: { state: 'not connected' } } as const],
    [
      'the canary has no traffic',
      { forwards: [aForward({ actions: [aForwardAction({ [stableGroup]: 100, [canaryGroup]: 0 })] })] },
    ],
  ] as const)('is none when %s: the ladder of the service as usual', (_, canary) => {
    ladder(plan(canary));
  });

  it.each([
    ['another scope', { scope: 'service' }],
    ['another method', { method: 'ecs-task' }],
    ['a target', { target: { version: '1.2.1' } }],
    ['a database', { database: { target: '0017' } }],
  ] as const)('is none when %s was asked for', (_, request) => {
    ladder(plan({}, request));
  });

  it('is none where the service itself runs two releases', () => {
    const { service } = withBadCanary();
    const [deployment] = service?.deployments ?? [];
    if (deployment === undefined) throw new Error('the service has a deployment');
    const both = [
      deployment,
      { ...deployment, id: 'ecs-svc/122', status: 'ACTIVE' as const, taskDefinition: arn(122) },
    ];
    ladder(plan({}, {}, { service: { ...service, deployments: both } }));
  });

  it('warns in the ladder that the canary keeps its share', () => {
    expect(plan(traffic([360, 3], [3_240, 3])).warnings.join()).toContain('keeps its 10 % of the traffic');
  });
});

describe('a canary that is asked for', () => {
  it.each([{ scope: 'canary' }, { method: 'canary' }] as const)(
    'by %o is rolled back without any evidence',
    (asked) => {
      expect(way(plan({ traffic: { state: 'not connected' } }, asked))).toEqual(alone);
    },
  );

  it('is refused in true words where no task of the service runs, or tasks of two releases', () => {
    const { service } = withBadCanary();
    const [deployment] = service?.deployments ?? [];
    if (deployment === undefined) throw new Error('the service has a deployment');
    const running = (deployments: readonly object[]) =>
      plan({}, { scope: 'canary' }, { service: { ...service, deployments } } as never).methods[0]?.reason;
    expect(running([{ ...deployment, running: 0 }])).toMatch(/no task of the service itself runs/);
    const other = { ...deployment, id: 'ecs-svc/122', status: 'ACTIVE', taskDefinition: arn(122) };
    expect(running([deployment, other])).toMatch(/more than one release/);
  });

  it.each<[string, Partial<SeenCanary>, RegExp]>([
    [
      'a rule is ECS’s own: what to do instead is said',
      { forwards: [aForward({ ownedBy: 'applylens-api-prod (strategy CANARY)' })] },
      /refused: the weights of rule 10 of api:443 are set by ECS itself.*stop-service-deployment --stop-type ROLLBACK/,
    ],
    [
      'it is out already',
      { ...aCanary(), forwards: [], desired: 0, running: 0, targets: 0 },
      /neither traffic nor tasks/,
    ],
    ['its service is gone', { status: 'INACTIVE' }, /is INACTIVE/],
  ])('is passed over when %s', (_, canary, reason) => {
    const [first] = plan(canary, { scope: 'canary' }).methods;
    expect(first).toMatchObject({
      method: 'canary',
      use: 'passed over',
      commands: [],
      reason: expect.stringMatching(reason),
    });
  });

  it('has no target when it could not be read', () => {
    const canary = { state: 'unknown', why: 'access denied' } as const;
    const made = plan({}, { scope: 'canary' }, { canary });
    expect(made.target).toMatchObject({ kind: 'none', why: 'the canary could not be read: access denied' });
  });

  it('of a rule that forwards to it alone: the service’s group takes over its weight', () => {
    const only = aForward({ actions: [{ Type: 'forward', TargetGroupArn: canaryGroup }] });
    const made = plan({ forwards: [only] }, { scope: 'canary' });
    const taken = JSON.stringify([aForwardAction({ [stableGroup]: 1, [canaryGroup]: 0 }, { Enabled: false })]);
    expect(made.methods[0]?.commands[0]).toContain(taken);
    expect(made.warnings.join()).toContain('forwards to the canary alone');
  });

  it('and that a run left half way is finished by the next one', () => {
    const unfinished = { runKey: 'r1', at: now };
    const made = plan({ unfinished, ...traffic([0, 0], [3_240, 3]) });
    expect(way(made)).toEqual(alone);
    expect(made.warnings.join()).toContain('was begun at 03:04 UTC and is not closed');
  });

  it('and that an undo left half way is no reason to take it out, nor to give it traffic by itself', () => {
    const undo = { unfinished: { runKey: 'r1', at: now, undoes: 'req-1' }, ...traffic([0, 0], [3_240, 3]) };
    ladder(plan(undo));
    expect(plan(undo).warnings.join()).toContain('an undo of the canary’s rollback req-1 was begun at 03:04 UTC');
    expect(plan(undo, { scope: 'canary' }).warnings.join()).toContain('the canary is taken out again instead');
  });
});
