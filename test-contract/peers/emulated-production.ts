// Lays out in an emulator what the behaviours need, through the SDK.
import { CreateRepositoryCommand, PutImageCommand } from '@aws-sdk/client-ecr';
import { CreateClusterCommand, CreateServiceCommand } from '@aws-sdk/client-ecs';
import { RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Clients, clientsFor, emulated, type Production } from '../production.js';
import { register } from '../revisions.js';
import { createDatabases } from './emulated-databases.js';
import { createLoadBalancer, createRouting } from './routing.js';

const cluster = 'contract';
const repository = 'contract-api';
const tag = 'v1';
const desiredCount = 2;

export async function layOut(clients: Clients, url: string): Promise<Production> {
  const image = await pushImage(clients);
  await clients.ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  const network = await networkOf(url);
  const { listener, vpc } = await createLoadBalancer(clients, network.subnets);
  const routing = await createRouting(clients, { listener, vpc, name: 'contract' });
  const Targets = ['10.0.0.11', '10.0.0.12'].map((Id) => ({ Id, Port: 8080 }));
  await clients.elb.send(new RegisterTargetsCommand({ TargetGroupArn: routing.stable, Targets }));
  const create = serviceMaker(clients, image, routing.stable, network);
  const { name: service } = await create();
  return {
    ...clients,
    clientsWith: (credentials) => clientsFor({ ...emulated(url), credentials }),
    cluster,
    service,
    serviceToChange: create,
    familyPrefix: 'contract',
    image: { repository, tag },
    database: await createDatabases(clients),
    targetGroup: routing.stable,
    routing,
    role: 'arn:aws:iam::123456789012:role/runback',
    settlesWithinMs: 1_500,
    looksEveryMs: 300,
  };
}

async function pushImage({ ecr }: Clients): Promise<string> {
  const { repository: created } = await ecr.send(new CreateRepositoryCommand({ repositoryName: repository }));
  const imageManifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: 2,
      digest: `sha256:${'4'.repeat(64)}`,
    },
    layers: [],
  });
  await ecr.send(new PutImageCommand({ repositoryName: repository, imageManifest, imageTag: tag }));
  return `${created?.repositoryUri ?? repository}:${tag}`;
}

function serviceMaker(clients: Clients, image: string, targetGroupArn: string, awsvpcConfiguration: Network) {
  let count = 0;
  return async () => {
    count += 1;
    const name = `contract-${count}`;
    const taskDefinition = await register(clients, { family: name, image });
    await clients.ecs.send(
      new CreateServiceCommand({
        cluster,
        serviceName: name,
        taskDefinition,
        desiredCount,
        launchType: 'FARGATE',
        deploymentConfiguration: {
          minimumHealthyPercent: 100,
          maximumPercent: 200,
          deploymentCircuitBreaker: { enable: true, rollback: true },
        },
        networkConfiguration: { awsvpcConfiguration },
        loadBalancers: [{ targetGroupArn, containerName: 'api', containerPort: 8080 }],
      }),
    );
    return { name, taskDefinition };
  };
}

interface Network {
  readonly subnets: string[];
  readonly securityGroups: string[];
}

/** Subnets and a security group that the emulator has by itself. */
async function networkOf(url: string): Promise<Network> {
  const subnets = await idsIn(url, 'DescribeSubnets', /subnet-\w+/g);
  const securityGroups = await idsIn(url, 'DescribeSecurityGroups', /sg-\w+/g);
  if (subnets.length < 2 || securityGroups.length < 1) {
    throw new Error(`The emulator at ${url} has no network of its own: ${[...subnets, ...securityGroups].join(', ')}.`);
  }
  return { subnets: subnets.slice(0, 2), securityGroups: securityGroups.slice(0, 1) };
}

/** EC2 is asked by hand: its client is not among the packages. */
async function idsIn(url: string, action: string, id: RegExp): Promise<string[]> {
  const scope = 'CONTRACT/20250101/us-east-1/ec2/aws4_request';
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: `Action=${action}&Version=2016-11-15`,
  });
  return [...new Set((await answer.text()).match(id))];
}
