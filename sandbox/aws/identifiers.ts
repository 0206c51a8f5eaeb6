// Names of things as AWS forms them (facts §1, §3, §4): one account in one region.
import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';

export const account = '123456789012';
export const region = 'us-east-1';
export const registryHost = `${account}.dkr.ecr.${region}.amazonaws.com`;

const arn = (service: string, resource: string): string => `arn:aws:${service}:${region}:${account}:${resource}`;

export const clusterArn = (cluster: string): string => arn('ecs', `cluster/${cluster}`);
export const serviceArn = (cluster: string, service: string): string => arn('ecs', `service/${cluster}/${service}`);
export const taskArn = (cluster: string, taskId: string): string => arn('ecs', `task/${cluster}/${taskId}`);
export const taskDefinitionArn = (family: string, revision: number): string =>
  arn('ecs', `task-definition/${family}:${revision}`);
export const serviceRevisionArn = (cluster: string, service: string): string =>
  arn('ecs', `service-revision/${cluster}/${service}/${decimal(19)}`);
export const serviceDeploymentArn = (cluster: string, service: string): string =>
  arn('ecs', `service-deployment/${cluster}/${service}/${randomBytes(16).toString('base64url').slice(0, 21)}`);
export const containerArn = (cluster: string, taskId: string): string =>
  arn('ecs', `container/${cluster}/${taskId}/${randomUUID()}`);
export const logGroupArn = (name: string): string => arn('logs', `log-group:${name}`);
export const parameterArn = (name: string): string => arn('ssm', `parameter/${name.replace(/^\//, '')}`);
export const quotaArn = (service: string, code: string): string => arn('servicequotas', `${service}/${code}`);
export const alarmArn = (name: string): string => arn('cloudwatch', `alarm:${name}`);
export const scalableTargetArn = (): string => arn('application-autoscaling', `scalable-target/${hex(34)}`);
/** Of an RDS instance, a cluster of Aurora or a snapshot of one. */
export const dbArn = (kind: DbKind, id: string): string => arn('rds', `${kind}:${id}`);
export type DbKind = 'db' | 'snapshot' | 'cluster' | 'cluster-snapshot';
export const repositoryArn = (repository: string): string => arn('ecr', `repository/${repository}`);
export const targetGroupArn = (name: string): string => arn('elasticloadbalancing', `targetgroup/${name}/${hex(16)}`);
export const loadBalancerArn = (name: string): string =>
  arn('elasticloadbalancing', `loadbalancer/app/${name}/${hex(16)}`);
export const listenerArn = (loadBalancer: string): string =>
  `${loadBalancer.replace(':loadbalancer/', ':listener/')}/${hex(16)}`;
export const ruleArn = (listener: string): string => `${listener.replace(':listener/', ':listener-rule/')}/${hex(16)}`;

export const deploymentId = (): string => `ecs-svc/${decimal(19)}`;
export const taskId = (): string => hex(32);
export const digestOf = (content: string): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** Seconds since the epoch with milliseconds: how AWS's JSON protocol writes every time. */
export const epochSeconds = (milliseconds: number): number => Math.round(milliseconds) / 1000;

function hex(length: number): string {
  return randomBytes(length / 2).toString('hex');
}

// Below 9223372036854775807, as the captured ones are.
function decimal(length: number): string {
  return `${randomInt(1, 9)}${Array.from({ length: length - 1 }, () => randomInt(0, 10)).join('')}`;
}
