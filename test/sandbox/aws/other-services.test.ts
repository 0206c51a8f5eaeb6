// What a look around production reads beside ECS services: task definitions, tags, load balancers, identity.

import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  ListServicesCommand,
  ListTagsForResourceCommand,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aSandbox, type CheckedSandbox, ecsClientOf } from '../../support/a-sandbox.js';
import { present } from '../../support/ecs-service.js';

const name = 'applylens-api-prod';
let sandbox: CheckedSandbox;
let ecs: ECSClient;
let elb: ElasticLoadBalancingV2Client;

beforeAll(async () => {
  sandbox = await aSandbox();
  ecs = ecsClientOf(sandbox);
  elb = new ElasticLoadBalancingV2Client(settings());
});

afterAll(async () => {
  await sandbox?.stop();
});

const settings = () => ({
  region: 'us-east-1',
  endpoint: sandbox.urls.aws,
  credentials: { accessKeyId: 'SANDBOX', secretAccessKey: 'sandbox' },
  maxAttempts: 1,
});

describe('ECS', () => {
  it('pages through task definitions in the order asked for', async () => {
    const first = await ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: name, sort: 'DESC', maxResults: 2 }));
    const { nextToken } = first;
    const rest = await ecs.send(
      new ListTaskDefinitionsCommand({ familyPrefix: name, sort: 'DESC', maxResults: 2, nextToken }),
    );

    const revisions = [...(first.taskDefinitionArns ?? []), ...(rest.taskDefinitionArns ?? [])];
    expect(revisions.map((arn) => arn.split(':').at(-1))).toEqual(['122', '121', '120']);
    expect(rest.nextToken).toBeUndefined();
  });

  it('registers the next revision and tells what was registered', async () => {
    const containerDefinitions = [
      { name: 'api', image: 'busybox:1', memory: 128, environment: [{ name: 'A', value: 'b' }] },
    ];
    const registered = await ecs.send(new RegisterTaskDefinitionCommand({ family: 'tools', containerDefinitions }));
    const described = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'tools' }));

    expect(registered.taskDefinition).toMatchObject({ family: 'tools', revision: 1, status: 'ACTIVE' });
    expect(described.taskDefinition?.containerDefinitions).toMatchObject(containerDefinitions);
  });

  it('says which release a task definition is', async () => {
    const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: `${name}:121` }));

    expect(taskDefinition?.containerDefinitions?.[0]?.environment).toEqual(
      expect.arrayContaining([
        { name: 'APP_VERSION', value: '1.2.2' },
        { name: 'APP_COMMIT', value: 'def456' },
        { name: 'APP_TAG', value: 'prod-v1.2.2-20251016-def456' },
      ]),
    );
  });

  it('keeps tags on a service and on a task definition', async () => {
    const definition = 'arn:aws:ecs:us-east-1:123456789012:task-definition/applylens-api-prod:121';
    const service = 'arn:aws:ecs:us-east-1:123456789012:service/applylens-prod/applylens-api-prod';
    for (const resourceArn of [definition, service]) {
      await ecs.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'runback:hold', value: 'login loop' }] }));
      await ecs.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'runback:verified', value: 'yes' }] }));
      await ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['runback:hold'] }));
      const { tags } = await ecs.send(new ListTagsForResourceCommand({ resourceArn }));
      expect(tags).toEqual([{ key: 'runback:verified', value: 'yes' }]);
    }
    await expect(ecs.send(new ListTagsForResourceCommand({ resourceArn: `${service}-gone` }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('refuses an unknown cluster and reports an unknown service as missing', async () => {
    const gone = await ecs.send(new DescribeServicesCommand({ cluster: 'applylens-prod', services: ['gone'] }));

    expect(gone.failures).toEqual([
      { arn: 'arn:aws:ecs:us-east-1:123456789012:service/applylens-prod/gone', reason: 'MISSING' },
    ]);
    await expect(ecs.send(new ListServicesCommand({ cluster: 'gone' }))).rejects.toMatchObject({
      name: 'ClusterNotFoundException',
      message: 'Cluster not found.',
    });
  });
});

describe('ELBv2', () => {
  it('shows the way from load balancer to healthy targets', async () => {
    const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({ Names: [name] }));
    const [balancer] = present(LoadBalancers);
    const { Listeners } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: balancer?.LoadBalancerArn }));
    const { Rules } = await elb.send(new DescribeRulesCommand({ ListenerArn: Listeners?.[0]?.ListenerArn }));
    const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ Names: [name] }));
    const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn;
    const { TargetHealthDescriptions } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    const { Attributes } = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));

    expect(Rules).toMatchObject([
      {
        Priority: 'default',
        IsDefault: true,
        Conditions: [],
        Actions: [
          { Type: 'forward', TargetGroupArn, ForwardConfig: { TargetGroups: [{ TargetGroupArn, Weight: 1 }] } },
        ],
      },
    ]);
    expect(TargetGroups).toMatchObject([
      {
        HealthCheckPath: '/health',
        HealthCheckIntervalSeconds: 10,
        HealthyThresholdCount: 2,
        Matcher: { HttpCode: '200' },
      },
    ]);
    expect(TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth)).toEqual(
      Array(4).fill({ State: 'healthy' }),
    );
    expect(Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '60' });
    const served = await fetch(`http://${balancer?.DNSName}:${Listeners?.[0]?.Port}/version`);
    expect(await served.json()).toMatchObject({ version: '1.2.2' });
  });

  it('refuses a target group that is not there', async () => {
    await expect(elb.send(new DescribeTargetGroupsCommand({ Names: ['gone'] }))).rejects.toMatchObject({
      name: 'TargetGroupNotFoundException',
      message: 'One or more target groups not found',
    });
  });
});

it('tells who is asking', async () => {
  const identity = await new STSClient(settings()).send(new GetCallerIdentityCommand({}));

  expect(identity).toMatchObject({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/sandbox' });
});

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
