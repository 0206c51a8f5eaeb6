import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isCanaryOnly,
  isOnlyStable,
  type RuleAction,
  stickinessOf,
  towardsStable,
  weightsOf,
} from '../src/canary-forwards.js';
import { aForward, aForwardAction, canaryGroup, stableGroup } from './support/a-canary.js';

const other = `${stableGroup}-other`;

describe('the actions of a rule without its canary', () => {
  it('keep every other weight to the unit, whatever it was', () => {
    const weight = fc.integer({ min: 0, max: 999 });
    fc.assert(
      fc.property(weight, fc.integer({ min: 1, max: 999 }), weight, fc.boolean(), (canary, stable, third, sticky) => {
        const stickiness = sticky ? { Enabled: true, DurationSeconds: 60 } : { Enabled: false };
        const before = {
          actions: [aForwardAction({ [stableGroup]: stable, [canaryGroup]: canary, [other]: third }, stickiness)],
        };
        const actions = towardsStable(before, canaryGroup, stableGroup);
        expect(weightsOf({ actions })).toEqual([
          { arn: stableGroup, weight: stable },
          { arn: canaryGroup, weight: 0 },
          { arn: other, weight: third },
        ]);
        expect(stickinessOf({ actions })).toBeUndefined();
        expect(isOnlyStable({ actions }, canaryGroup)).toBe(true);
        expect(towardsStable({ actions }, canaryGroup, stableGroup)).toEqual(actions);
      }),
    );
  });

  it('keep what comes before the forward, and tell ELBv2 to keep the secret that it does not show', () => {
    const signIn: RuleAction = { Type: 'authenticate-oidc', AuthenticateOidcConfig: { ClientId: 'runback' } };
    const [first, second] = towardsStable({ actions: [signIn, ...aForward().actions] }, canaryGroup, undefined);
    expect(first).toEqual({
      Type: 'authenticate-oidc',
      AuthenticateOidcConfig: { ClientId: 'runback', UseExistingClientSecret: true },
    });
    expect(second).toMatchObject({ Type: 'forward' });
  });

  it('leave a forward to other groups as it is', () => {
    const action: RuleAction = { Type: 'forward', TargetGroupArn: stableGroup };
    expect(towardsStable({ actions: [action] }, canaryGroup, undefined)).toEqual([action]);
  });

  it('hand the weight over where the canary alone was forwarded to', () => {
    const only = { actions: [aForwardAction({ [stableGroup]: 0, [canaryGroup]: 7 })] };
    expect(isCanaryOnly(only, canaryGroup)).toBe(true);
    expect(weightsOf({ actions: towardsStable(only, canaryGroup, stableGroup) })).toEqual([
      { arn: stableGroup, weight: 7 },
      { arn: canaryGroup, weight: 0 },
    ]);
  });
});
