import type { Rule } from './load-balancing.js';

/** With one target group its ARN stands beside the ForwardConfig; with several it does not (assumed). */
export function forwardActionOf({ forwardTo, stickinessSeconds }: Rule): object {
  const [first] = forwardTo;
  return {
    Type: 'forward',
    ...(forwardTo.length === 1 && first ? { TargetGroupArn: first.targetGroupArn } : {}),
    Order: 1,
    ForwardConfig: {
      TargetGroups: forwardTo.map(({ targetGroupArn, weight }) => ({ TargetGroupArn: targetGroupArn, Weight: weight })),
      TargetGroupStickinessConfig:
        stickinessSeconds === undefined ? { Enabled: false } : { Enabled: true, DurationSeconds: stickinessSeconds },
    },
  };
}
