// What ECS remembers of a service's deployments.
import {
  ContinueServiceDeploymentCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  ListServiceDeploymentsCommand,
  StopServiceDeploymentCommand,
} from '@aws-sdk/client-ecs';
import type { Behaviour, Json } from '../behaviour.js';
import { matches, refusalOf, shown, typesOf } from '../observing.js';
import type { Production } from '../production.js';
import { describe } from './services.js';

const isoOf = (date: Date | undefined): string => date?.toISOString() ?? '';

async function listed({ ecs, cluster, service }: Production) {
  const answer = await ecs.send(new ListServiceDeploymentsCommand({ cluster, service }));
  return answer.serviceDeployments ?? [];
}

async function newest(production: Production) {
  const [brief] = await listed(production);
  if (brief?.serviceDeploymentArn === undefined) return undefined;
  const { serviceDeployments } = await production.ecs.send(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [brief.serviceDeploymentArn] }),
  );
  return serviceDeployments?.[0];
}

/** The ARN of something of this service that does not exist. */
async function unknownArn(production: Production, kind: string, id: string): Promise<string> {
  const { serviceArn = '' } = await describe(production, production.service);
  const account = serviceArn.split(':').slice(0, 5).join(':');
  return `${account}:${kind}/${production.cluster}/${production.service}/${id}`;
}

const failuresOf = (
  arn: string,
  failures: readonly { arn?: string | undefined; reason?: string | undefined }[] = [],
): Json => failures.map((failure) => [failure.arn === arn ? 'the ARN' : shown(failure.arn), shown(failure.reason)]);

export const serviceDeployments: readonly Behaviour[] = [
  {
    name: 'ListServiceDeployments lists newest first, with status, times and target revision',
    observe: async (production) => {
      const deployments = await listed(production);
      const times = deployments.map(({ createdAt }) => isoOf(createdAt));
      return {
        newestFirst: times.length > 0 && [...times].sort().reverse().join() === times.join(),
        members: typesOf(deployments[0], [
          'serviceDeploymentArn',
          'serviceArn',
          'status',
          'createdAt',
          'targetServiceRevisionArn',
        ]),
      };
    },
    expected: {
      newestFirst: true,
      members: {
        serviceDeploymentArn: 'text',
        serviceArn: 'text',
        status: 'text',
        createdAt: 'time',
        targetServiceRevisionArn: 'text',
      },
    },
  },
  {
    name: 'ListServiceDeployments of an unknown service is refused',
    observe: ({ ecs, cluster }) =>
      refusalOf(ecs.send(new ListServiceDeploymentsCommand({ cluster, service: 'no-such-service' }))),
    expected: { code: 'ServiceNotFoundException', status: 400 },
  },
  {
    name: 'A finished service deployment names its target revision with counts, its sources and its times',
    observe: async (production) => {
      const deployment = await newest(production);
      return {
        members: typesOf(deployment, ['serviceDeploymentArn', 'status', 'createdAt', 'startedAt', 'finishedAt']),
        sources: Array.isArray(deployment?.sourceServiceRevisions),
        target: typesOf(deployment?.targetServiceRevision, [
          'arn',
          'requestedTaskCount',
          'runningTaskCount',
          'pendingTaskCount',
        ]),
      };
    },
    expected: {
      members: {
        serviceDeploymentArn: 'text',
        status: 'text',
        createdAt: 'time',
        startedAt: 'time',
        finishedAt: 'time',
      },
      sources: true,
      target: { arn: 'text', requestedTaskCount: 'number', runningTaskCount: 'number', pendingTaskCount: 'number' },
    },
  },
  {
    name: 'An unknown service deployment is a MISSING failure',
    observe: async (production) => {
      const arn = await unknownArn(production, 'service-deployment', 'AAAAAAAAAAAAAAAAAAAAA');
      const command = new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] });
      return failuresOf(arn, (await production.ecs.send(command)).failures);
    },
    expected: [['the ARN', 'MISSING']],
  },
  {
    name: 'A service revision names the task definition that it deployed and the digests of its images',
    observe: async (production) => {
      const arn = (await newest(production))?.targetServiceRevision?.arn ?? 'none';
      const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns: [arn] });
      const [revision] = (await production.ecs.send(command)).serviceRevisions ?? [];
      const [image] = revision?.containerImages ?? [];
      return {
        members: typesOf(revision, ['serviceRevisionArn', 'taskDefinition', 'createdAt']),
        image: typesOf(image, ['containerName', 'image']),
        digest: matches(/^sha256:[0-9a-f]{64}$/, image?.imageDigest),
      };
    },
    expected: {
      members: { serviceRevisionArn: 'text', taskDefinition: 'text', createdAt: 'time' },
      image: { containerName: 'text', image: 'text' },
      digest: true,
    },
  },
  {
    name: 'An unknown service revision is a MISSING failure',
    observe: async (production) => {
      const arn = await unknownArn(production, 'service-revision', '1234567890123456789');
      const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns: [arn] });
      return failuresOf(arn, (await production.ecs.send(command)).failures);
    },
    expected: [['the ARN', 'MISSING']],
  },
  {
    name: 'StopServiceDeployment of a finished service deployment is a conflict',
    observe: async (production) => {
      const serviceDeploymentArn = (await newest(production))?.serviceDeploymentArn ?? 'none';
      return refusalOf(production.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn })));
    },
    expected: { code: 'ConflictException', status: 400 },
  },
  {
    name: 'StopServiceDeployment of an unknown service deployment is refused',
    observe: async (production) => {
      const serviceDeploymentArn = await unknownArn(production, 'service-deployment', 'AAAAAAAAAAAAAAAAAAAAA');
      return refusalOf(production.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn })));
    },
    expected: { code: 'ServiceDeploymentNotFoundException', status: 400 },
  },
  {
    name: 'ContinueServiceDeployment of an unknown service deployment is refused',
    observe: async (production) => {
      const serviceDeploymentArn = await unknownArn(production, 'service-deployment', 'AAAAAAAAAAAAAAAAAAAAA');
      const command = new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId: 'none' });
      return refusalOf(production.ecs.send(command));
    },
    expected: { code: 'ServiceDeploymentNotFoundException', status: 400 },
  },
];
