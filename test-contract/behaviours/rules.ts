// Weighted forwards of a listener's rule: what is set is what is read back.
import { type Action, DescribeRulesCommand, ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Behaviour, Json } from '../behaviour.js';
import { refusalOf, shown } from '../observing.js';
import { needed, type Production, type Routing } from '../production.js';

const routingOf = ({ routing }: Production): Routing => needed(routing, 'no rule of its own');

const weighted = (groups: readonly (readonly [string, number])[], stickySeconds?: number): Action[] => [
  {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: groups.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
      ...(stickySeconds === undefined
        ? {}
        : { TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: stickySeconds } }),
    },
  },
];

async function readBack({ elb }: Production, { rule, stable }: Routing): Promise<Json> {
  const { Rules } = await elb.send(new DescribeRulesCommand({ RuleArns: [rule] }));
  const [action, ...more] = Rules?.[0]?.Actions ?? [];
  const groups = action?.ForwardConfig?.TargetGroups ?? [];
  const sticky = action?.ForwardConfig?.TargetGroupStickinessConfig;
  const nameOf = (arn: string | undefined): string => (arn === stable ? 'stable' : 'canary');
  return {
    actions: more.length + (action === undefined ? 0 : 1),
    single: action?.TargetGroupArn === undefined ? 'none' : nameOf(action.TargetGroupArn),
    groups: groups.map(({ TargetGroupArn, Weight }) => [nameOf(TargetGroupArn), shown(Weight)]),
    sticky: sticky?.Enabled === true ? shown(sticky.DurationSeconds) : false,
  };
}

async function modify(production: Production, actionsFor: (routing: Routing) => Action[]): Promise<Json> {
  const routing = routingOf(production);
  const change = new ModifyRuleCommand({ RuleArn: routing.rule, Actions: actionsFor(routing) });
  await production.elb.send(change);
  return readBack(production, routing);
}

const refused = (production: Production, RuleArn: string, Actions: Action[]): Promise<Json> =>
  refusalOf(production.elb.send(new ModifyRuleCommand({ RuleArn, Actions })));

const unknownGroup = (arn: string): string =>
  arn.replace(/targetgroup\/.*$/, 'targetgroup/no-such-group/0123456789abcdef');

export const rules: readonly Behaviour[] = [
  {
    name: 'A weighted forward over two target groups is read back with its weights, without a single group',
    observe: (production) =>
      modify(production, ({ stable, canary }) =>
        weighted([
          [stable, 90],
          [canary, 10],
        ]),
      ),
    expected: {
      actions: 1,
      single: 'none',
      groups: [
        ['stable', 90],
        ['canary', 10],
      ],
      sticky: false,
    },
  },
  {
    name: 'A weight of 0 is read back as 0, and the group stays in the list',
    observe: (production) =>
      modify(production, ({ stable, canary }) =>
        weighted([
          [stable, 100],
          [canary, 0],
        ]),
      ),
    expected: {
      actions: 1,
      single: 'none',
      groups: [
        ['stable', 100],
        ['canary', 0],
      ],
      sticky: false,
    },
  },
  {
    name: 'Stickiness of the groups is read back, and is gone when the next change does not name it',
    observe: async (production) => {
      const sticky = await modify(production, ({ stable, canary }) =>
        weighted(
          [
            [stable, 50],
            [canary, 50],
          ],
          600,
        ),
      );
      const plain = await modify(production, ({ stable, canary }) =>
        weighted([
          [stable, 50],
          [canary, 50],
        ]),
      );
      return [sticky, plain];
    },
    expected: [
      {
        actions: 1,
        single: 'none',
        groups: [
          ['stable', 50],
          ['canary', 50],
        ],
        sticky: 600,
      },
      {
        actions: 1,
        single: 'none',
        groups: [
          ['stable', 50],
          ['canary', 50],
        ],
        sticky: false,
      },
    ],
  },
  {
    name: 'A forward to one group by ARN is read back with the ARN and with a ForwardConfig of weight 1',
    observe: (production) => modify(production, ({ stable }) => [{ Type: 'forward', TargetGroupArn: stable }]),
    expected: { actions: 1, single: 'stable', groups: [['stable', 1]], sticky: false },
  },
  {
    name: 'An unknown target group is refused by ModifyRule',
    observe: (production) => {
      const { rule, stable } = routingOf(production);
      return refused(production, rule, [{ Type: 'forward', TargetGroupArn: unknownGroup(stable) }]);
    },
    expected: { code: 'TargetGroupNotFoundException', status: 400 },
  },
  {
    name: 'An unknown rule is refused by ModifyRule',
    observe: (production) => {
      const { rule, stable } = routingOf(production);
      return refused(production, rule.replace(/[^/]*$/, '0123456789abcdef'), [
        { Type: 'forward', TargetGroupArn: stable },
      ]);
    },
    expected: { code: 'RuleNotFoundException', status: 400 },
  },
  {
    name: 'The default rule is refused by ModifyRule',
    observe: async (production) => {
      const { defaultRule } = routingOf(production);
      const { Rules } = await production.elb.send(new DescribeRulesCommand({ RuleArns: [defaultRule] }));
      // Its own actions: where it is not refused, nothing changes for those who use the listener.
      return refused(production, defaultRule, Rules?.[0]?.Actions ?? []);
    },
    expected: { code: 'OperationNotPermittedException', status: 400 },
  },
  {
    name: 'DescribeRules of a listener lists its rules with the default one',
    observe: async (production) => {
      const { listener } = routingOf(production);
      const { Rules = [] } = await production.elb.send(new DescribeRulesCommand({ ListenerArn: listener }));
      const byDefault = Rules.filter(({ IsDefault }) => IsDefault);
      return { several: Rules.length > 1, default: byDefault.map(({ Priority }) => shown(Priority)) };
    },
    expected: { several: true, default: ['default'] },
  },
];
