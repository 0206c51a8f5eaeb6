import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOnlyStable, stickinessOf, towardsStable, weightsOf } from '../src/canary-forwards.js';
import {
  backRefused,
  type FormerCanary,
  formerOf,
  hadNothing,
  notAsBefore,
  notYetGiven,
  tasksMissing,
  towardsFormer,
} from '../src/canary-undo.js';
import { aCanary, aForward, aForwardAction, canaryGroup, canaryWithout, stableGroup } from './support/a-canary.js';

const other = `${stableGroup}-other`;
const former = formerOf(aCanary(), stableGroup);
const [ofRule] = former.forwards;
if (ofRule === undefined) throw new Error('the canary has no rule');

describe('the actions of a rule with its canary again', () => {
  it('are what they were before it was taken out, whatever the weights were', () => {
    const weight = fc.integer({ min: 0, max: 999 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), weight, weight, fc.boolean(), (canary, stable, third, sticky) => {
        const stickiness = sticky ? { Enabled: true, DurationSeconds: 60 } : { Enabled: false };
        const weights = { [stableGroup]: stable, [canaryGroup]: canary, [other]: third };
        const before = aForward({ actions: [aForwardAction(weights, stickiness)] });
        const [was] = formerOf(aCanary({ forwards: [before] }), stableGroup).forwards;
        if (was === undefined) throw new Error('it had a weight');
        const out = towardsStable(before, canaryGroup, stableGroup);
        expect(towardsFormer({ actions: out }, was, canaryGroup)).toEqual(before.actions);
      }),
    );
  });

  it('keep what somebody set for the others meanwhile, and do not change when they are asked for again', () => {
    const now = aForward({ actions: [aForwardAction({ [stableGroup]: 70, [canaryGroup]: 0, [other]: 20 })] });
    const actions = towardsFormer(now, ofRule, canaryGroup);
    expect(weightsOf({ actions }).map(({ weight }) => weight)).toEqual([70, 10, 20]);
    expect(stickinessOf({ actions })).toBe(3_600);
    expect(towardsFormer({ actions }, ofRule, canaryGroup)).toEqual(actions);
  });

  it('leave to the group that took over what somebody gave it since', () => {
    const only = aForward({ actions: [aForwardAction({ [stableGroup]: 0, [canaryGroup]: 7 })] });
    const [was] = formerOf(aCanary({ forwards: [only] }), stableGroup).forwards;
    if (was === undefined) throw new Error('it had a weight');
    expect(was.handedTo).toBe(stableGroup);
    const now = aForward({ actions: [aForwardAction({ [stableGroup]: 50, [canaryGroup]: 0 })] });
    expect(weightsOf({ actions: towardsFormer(now, was, canaryGroup) }).map(({ weight }) => weight)).toEqual([50, 7]);
  });

  it('tell ELBv2 to keep the secret that it does not show', () => {
    const signIn = { Type: 'authenticate-oidc', AuthenticateOidcConfig: { ClientId: 'runback' } };
    const [first] = towardsFormer({ actions: [signIn, ...aForward().actions] }, ofRule, canaryGroup);
    expect(first).toMatchObject({ AuthenticateOidcConfig: { UseExistingClientSecret: true } });
  });
});

describe('what a canary had', () => {
  it('is its weight and stickiness in each way that was open, and its desired count', () => {
    const open = aForward();
    const closed = aForward({ arn: 'other', actions: [aForwardAction({ [stableGroup]: 1, [canaryGroup]: 0 })] });
    expect(isOnlyStable(closed, canaryGroup)).toBe(true);
    expect(formerOf(aCanary({ forwards: [open, closed], desired: 3 }), stableGroup)).toMatchObject({
      desired: 3,
      forwards: [{ arn: open.arn, weight: 10, stickiness: 3_600 }],
    });
  });

  it('is nothing where it was out already', () => {
    expect(hadNothing(formerOf(canaryWithout(), stableGroup))).toBe(true);
    expect(hadNothing(former)).toBe(false);
  });
});

describe('a canary that is to be given back', () => {
  const { forwards } = canaryWithout();
  it.each([
    ['it runs another release now', { release: { version: '1.2.4', taskDefinition: 'td:125' } }, 'runs v1.2.4 now'],
    ['its service is gone', { status: 'INACTIVE' }, 'is INACTIVE'],
    ['somebody took it out of a rule', { forwards: forwards.slice(1) }, 'rule 10 of api:443 names'],
    ['the catalogue names another one', { targetGroupArn: 'another' }, 'another canary'],
    ['ECS sets its weights', { forwards: forwards.map((each) => ({ ...each, ownedBy: 'api' })) }, 'set by ECS itself'],
  ] as const)('is not where %s', (_, given, why) => {
    expect(backRefused(canaryWithout(given), former)).toContain(why);
  });

  it('is where nothing hinders it', () => {
    expect(backRefused(canaryWithout(), former)).toBeUndefined();
  });
});

describe('tasks that can take traffic', () => {
  const scaled = { state: 'known', value: { in: false, out: false, scheduled: false } } as const;
  const unscaled = { state: 'known', value: 'none' } as const;
  const wants = (desired: number): FormerCanary => ({ ...former, desired });
  it.each([
    [3, unscaled, { desired: 3, running: 3, healthy: 3 }, true],
    [3, unscaled, { desired: 3, running: 3, healthy: 2 }, false],
    [3, unscaled, { desired: 3, running: 2, healthy: 2 }, false],
    [3, unscaled, { desired: 2, running: 2, healthy: 2 }, false],
    // What scales it took two of them away: nobody asked for them.
    [3, scaled, { desired: 1, running: 1, healthy: 1 }, true],
    [3, scaled, { desired: 0, running: 0, healthy: 0 }, false],
    [0, unscaled, { desired: 0, running: 0, healthy: 0 }, true],
  ] as const)('of %i before, %o, with %o: %s', (before, scaling, counts, can) => {
    expect(tasksMissing(canaryWithout({ scaling, ...counts }), wants(before)) === undefined).toBe(can);
  });
});

describe('an undo is judged by what is read', () => {
  it('and all of it is there', () => {
    expect(notAsBefore(aCanary(), former)).toEqual([]);
    expect(notYetGiven(aCanary(), former)).toEqual([]);
  });

  it('and what is not is named', () => {
    expect(notAsBefore(canaryWithout(), former)).toEqual([
      'weight 0 in rule 10 of api:443, 10 before the rollback',
      'weight 0 in the default action of api:443, 10 before the rollback',
      'desired 0, 0 running, 0 healthy; 1 before the rollback',
    ]);
  });
});
