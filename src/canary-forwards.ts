// The actions of ELBv2 that give a canary its share, and the same actions without it. Pure; nothing else in them is touched.

export interface GroupWeight {
  readonly TargetGroupArn?: string | undefined;
  readonly Weight?: number | undefined;
}

/** As DescribeRules answers it, with all that is not of interest here. */
export interface RuleAction {
  readonly Type?: string | undefined;
  readonly TargetGroupArn?: string | undefined;
  readonly ForwardConfig?:
    | {
        readonly TargetGroups?: readonly GroupWeight[] | undefined;
        readonly TargetGroupStickinessConfig?:
          | { readonly Enabled?: boolean | undefined; readonly DurationSeconds?: number | undefined }
          | undefined;
      }
    | undefined;
  readonly AuthenticateOidcConfig?: object | undefined;
}

/** A listener rule, or the default action of a listener, that names the canary's target group. */
export interface CanaryForward {
  /** Of the rule; of the listener where it is the default action. */
  readonly arn: string;
  readonly isDefault: boolean;
  /** "rule 10 of applylens-api-prod:443" */
  readonly name: string;
  /** The ECS service that sets its weights, with its strategy. */
  readonly ownedBy?: string;
  readonly actions: readonly RuleAction[];
}

interface Weight {
  readonly arn: string;
  readonly weight: number;
}

/** ELBv2's own default where no weight is named. */
const defaultWeight = 1;

function weightsIn({ Type, TargetGroupArn, ForwardConfig }: RuleAction): Weight[] {
  if (Type !== 'forward') return [];
  const groups = ForwardConfig?.TargetGroups ?? [];
  if (groups.length === 0) return TargetGroupArn === undefined ? [] : [{ arn: TargetGroupArn, weight: defaultWeight }];
  return groups.flatMap(({ TargetGroupArn: arn, Weight: weight = defaultWeight }) =>
    arn === undefined ? [] : [{ arn, weight }],
  );
}

export const weightsOf = ({ actions }: Pick<CanaryForward, 'actions'>): Weight[] => actions.flatMap(weightsIn);

export const weightOf = (forward: Pick<CanaryForward, 'actions'>, group: string): number =>
  weightsOf(forward).find(({ arn }) => arn === group)?.weight ?? 0;

/** 0–1. */
export function shareOf(forward: Pick<CanaryForward, 'actions'>, group: string): number {
  const all = weightsOf(forward).reduce((sum, { weight }) => sum + weight, 0);
  return all === 0 ? 0 : weightOf(forward, group) / all;
}

/** Seconds for which a client stays on the target group it met first; undefined where it does not. */
export function stickinessOf({ actions }: Pick<CanaryForward, 'actions'>): number | undefined {
  const sticky = actions
    .map(({ ForwardConfig }) => ForwardConfig?.TargetGroupStickinessConfig)
    .find((each) => each?.Enabled === true);
  return sticky === undefined ? undefined : (sticky.DurationSeconds ?? 0);
}

/** The group has no weight and nobody is kept on it (decision 8). */
export const isOnlyStable = (forward: Pick<CanaryForward, 'actions'>, group: string): boolean =>
  weightOf(forward, group) === 0 && stickinessOf(forward) === undefined;

/** Only the canary gets what this rule takes: with weight 0 it would answer 503 itself. */
export const isCanaryOnly = (forward: Pick<CanaryForward, 'actions'>, group: string): boolean => {
  const others = weightsOf(forward).filter(({ arn }) => arn !== group);
  return weightOf(forward, group) > 0 && others.every(({ weight }) => weight === 0);
};

type Changed = Pick<NonNullable<RuleAction['ForwardConfig']>, 'TargetGroups' | 'TargetGroupStickinessConfig'>;

/** The complete actions with the forward changed that names the group. */
export function withForward(
  { actions }: Pick<CanaryForward, 'actions'>,
  group: string,
  change: (weights: readonly Weight[], sticky: Changed['TargetGroupStickinessConfig']) => Changed,
): RuleAction[] {
  return actions.map((action) => {
    // DescribeRules keeps the client's secret to itself; ModifyRule takes the one that is there when it is told so.
    const oidc = action.AuthenticateOidcConfig;
    if (oidc !== undefined) return { ...action, AuthenticateOidcConfig: { ...oidc, UseExistingClientSecret: true } };
    const weights = weightsIn(action);
    if (!weights.some(({ arn }) => arn === group)) return action;
    const { TargetGroupArn: _one, ForwardConfig, ...others } = action;
    const changed = change(weights, ForwardConfig?.TargetGroupStickinessConfig);
    return { ...others, ForwardConfig: { ...ForwardConfig, ...changed } };
  });
}

/**
 * The complete actions with weight 0 for the canary and stickiness off; all other weights to the unit as they are. Where the
 * canary alone is forwarded to, its weight goes to `stable`.
 */
export function towardsStable(
  forward: Pick<CanaryForward, 'actions'>,
  canary: string,
  stable: string | undefined,
): RuleAction[] {
  const takesOver = isCanaryOnly(forward, canary) ? stable : undefined;
  return withForward(forward, canary, (weights) => ({
    TargetGroups: groupsWithout(weights, canary, takesOver),
    TargetGroupStickinessConfig: { Enabled: false },
  }));
}

function groupsWithout(weights: readonly Weight[], canary: string, takesOver: string | undefined): GroupWeight[] {
  const handed = weights.find(({ arn }) => arn === canary)?.weight ?? 0;
  const known = weights.map(({ arn, weight }) => ({
    TargetGroupArn: arn,
    Weight: arn === canary ? 0 : arn === takesOver ? handed : weight,
  }));
  const isThere = takesOver === undefined || weights.some(({ arn }) => arn === takesOver);
  return isThere ? known : [{ TargetGroupArn: takesOver, Weight: handed }, ...known];
}
