// AWS's request quotas, one token bucket for each (facts/aws.md §6, §10). They are not scaled.
import { AwsRefusal } from './refusal.js';

interface Quota {
  readonly operations: readonly string[];
  readonly burst: number;
  readonly perSecond: number;
}

const quotas: readonly Quota[] = [
  { operations: ['ecs:UpdateService'], burst: 50, perSecond: 5 },
  { operations: ['ecs:DescribeServices', 'ecs:ListServices'], burst: 100, perSecond: 20 },
  { operations: ['ecs:ListServiceDeployments', 'ecs:DescribeServiceDeployments'], burst: 50, perSecond: 20 },
  { operations: ['ecs:DescribeTasks', 'ecs:ListTasks'], burst: 100, perSecond: 20 },
  { operations: ['ecs:RunTask'], burst: 20, perSecond: 20 },
  { operations: ['ecs:RegisterTaskDefinition'], burst: 20, perSecond: 1 },
  {
    operations: [
      'elasticloadbalancing:DescribeLoadBalancers',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeRules',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
      'elasticloadbalancing:DescribeTargetGroupAttributes',
      'elasticloadbalancing:DescribeTags',
    ],
    burst: 40,
    perSecond: 10,
  },
  { operations: ['rds:*'], burst: 300, perSecond: 12 },
];

/** Takes a token for an operation in a region of the account. @throws ThrottlingException when its bucket is empty */
export type TakeToken = (operation: string, region: string) => void;

interface Bucket {
  tokens: number;
  filledAt: number;
}

export function createQuotas(now: () => number): TakeToken {
  const buckets = new Map<string, Bucket>();
  return (operation, region) => {
    const [service] = operation.split(':');
    const quota = quotas.find(({ operations }) =>
      [operation, `${service}:*`].some((each) => operations.includes(each)),
    );
    if (quota === undefined) return;
    const { burst, perSecond } = quota;
    const key = `${region} ${quota.operations.join()}`;
    const bucket = buckets.get(key) ?? { tokens: burst, filledAt: now() };
    buckets.set(key, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + ((now() - bucket.filledAt) / 1000) * perSecond);
    bucket.filledAt = now();
    if (bucket.tokens < 1) throw rateExceeded(service);
    bucket.tokens -= 1;
  };
}

/** RDS has a code of its own for it. */
export const rateExceeded = (service?: string): AwsRefusal =>
  new AwsRefusal(service === 'rds' ? 'Throttling' : 'ThrottlingException', 'Rate exceeded');
