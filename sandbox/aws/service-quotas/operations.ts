// Service Quotas of service `fargate`: codes and names as AWS lists them, with the metric that shows what is in use.
import { z } from 'zod';

import type { Vcpus } from '../ecs/vcpus.js';
import { quotaArn } from '../identifiers.js';
import { type Operations, operation } from '../operation.js';
import { pageOf } from '../paging.js';
import { AwsRefusal } from '../refusal.js';

const service = 'fargate';

interface Quota {
  readonly code: string;
  readonly name: string;
  readonly value: number;
  readonly metricClass: string;
}

const quotasOf = ({ limit }: Vcpus): readonly Quota[] => [
  {
    code: 'L-3032A538',
    name: 'Fargate On-Demand vCPU resource count',
    value: limit,
    metricClass: 'Standard/OnDemand',
  },
  { code: 'L-36FBB829', name: 'Fargate Spot vCPU resource count', value: limit, metricClass: 'Standard/Spot' },
];

export const serviceQuotasOperations = (vcpus: Vcpus): Operations => ({
  GetServiceQuota: operation(
    z.object({ ServiceCode: z.string(), QuotaCode: z.string() }),
    ({ ServiceCode, QuotaCode }) => {
      const found = quotasFor(vcpus, ServiceCode).find(({ code }) => code === QuotaCode);
      if (found === undefined) throw notFound(`quota ${QuotaCode} does not exist for service ${ServiceCode}`);
      return { Quota: describe(found) };
    },
  ),

  ListServiceQuotas: operation(
    z.object({
      ServiceCode: z.string(),
      MaxResults: z.number().int().min(1).max(100).default(100),
      NextToken: z.string().optional(),
    }),
    ({ ServiceCode, MaxResults, NextToken }) => {
      const page = pageOf(quotasFor(vcpus, ServiceCode), MaxResults, NextToken);
      return { Quotas: page.entries.map(describe), NextToken: page.nextToken };
    },
  ),
});

function quotasFor(vcpus: Vcpus, serviceCode: string): readonly Quota[] {
  if (serviceCode !== service) throw notFound(`service ${serviceCode} does not exist`);
  return quotasOf(vcpus);
}

const describe = ({ code, name, value, metricClass }: Quota): object => ({
  ServiceCode: service,
  ServiceName: 'AWS Fargate',
  QuotaArn: quotaArn(service, code),
  QuotaCode: code,
  QuotaName: name,
  Value: value,
  Unit: 'None',
  Adjustable: true,
  GlobalQuota: false,
  UsageMetric: {
    MetricNamespace: 'AWS/Usage',
    MetricName: 'ResourceCount',
    MetricDimensions: { Class: metricClass, Resource: 'vCPU', Service: 'Fargate', Type: 'Resource' },
    MetricStatisticRecommendation: 'Maximum',
  },
  QuotaAppliedAtLevel: 'ACCOUNT',
});

const notFound = (what: string): AwsRefusal =>
  new AwsRefusal('NoSuchResourceException', `The request failed because the specified ${what}.`);
