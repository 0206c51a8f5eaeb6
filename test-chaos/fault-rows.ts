// Which calls each method makes of AWS, and how each of them is refused: a call without a row fails the matrix.

import { databaseKillCases } from './database-kill-cases.js';
import { type KillCase, ofItsCanary, ofItsDatabase, ofTheService } from './kill-case.js';
import { canaryKillCases, killCases } from './kill-cases.js';
import { firstDatabase } from './own-database.js';

export interface Row {
  readonly notFound: string;
  readonly conflict: string;
  /** What its requests name; absent where they name nothing of the service, so that the fault meets whoever calls next. */
  readonly about?: (service: string) => string;
  /** The fault comes after the first change: the look before it is the same for all methods. */
  readonly late?: true;
  /** The fault comes once the target is known: the look before it asks for the same. */
  readonly planned?: true;
  /** A run asks it once and goes on without: a fault that hit more often would be met by others only. */
  readonly once?: true;
  /** It would be met by the other rollbacks of its batch, and end them: it is played when they are over. */
  readonly alone?: true;
  /** Of the service, beyond those of its method. */
  readonly settings?: object;
}

const ofService: Row = { notFound: 'ServiceNotFoundException', conflict: 'ConflictException', about: ofTheService };
const ofDefinition: Row = { notFound: 'ClientException', conflict: 'ConflictException', about: ofTheService };
const ofGroup: Row = { notFound: 'TargetGroupNotFound', conflict: 'OperationNotPermitted', about: ofTheService };
const ofTags: Row = { notFound: 'ResourceNotFoundException', conflict: 'ConflictException', about: ofTheService };
const ofScaling: Row = {
  notFound: 'ObjectNotFoundException',
  conflict: 'ConcurrentUpdateException',
  about: ofItsCanary,
};
const ofRule: Row = { notFound: 'RuleNotFound', conflict: 'OperationNotPermitted', about: ofItsCanary };
/** Shared by all services of a database, whose looks go on without. */
const ofDatabase: Row = {
  notFound: 'DBInstanceNotFound',
  conflict: 'InvalidDBInstanceState',
  once: true,
  settings: { database: firstDatabase },
};
const late = (row: Row): Row => ({ ...row, late: true });
const canary = (row: Row): Row => ({ ...row, about: ofItsCanary });
const anyone = ({ about: _, ...row }: Row): Row => row;

export interface Method {
  readonly how: KillCase;
  readonly scenario: 'bad-release' | 'canary-bad' | 'bad-migration';
  readonly rows: Readonly<Record<string, Row>>;
}

const deployment = { notFound: 'ServiceDeploymentNotFoundException', conflict: 'ConflictException' };

const ecsTask: Method['rows'] = {
  'ecr:BatchGetImage': { notFound: 'RepositoryNotFoundException', conflict: 'ConflictException' },
  'ecs:DescribeServiceDeployments': ofService,
  'ecs:DescribeServiceRevisions': ofService,
  'ecs:DescribeServices': ofService,
  'ecs:DescribeTaskDefinition': ofDefinition,
  'ecs:DescribeTasks': anyone(ofService),
  'ecs:ListServiceDeployments': ofService,
  'ecs:ListTaskDefinitions': ofDefinition,
  'ecs:ListTasks': ofService,
  'ecs:TagResource': ofTags,
  'ecs:UntagResource': ofTags,
  'ecs:UpdateService': ofService,
  'elasticloadbalancing:DescribeTargetGroupAttributes': ofGroup,
  'elasticloadbalancing:DescribeTargetGroups': ofGroup,
  'elasticloadbalancing:DescribeTargetHealth': ofGroup,
  'rds:DescribeDBInstances': ofDatabase,
  'rds:DescribeDBSnapshots': ofDatabase,
  'ssm:DescribeParameters': { notFound: 'ParameterNotFound', conflict: 'InvalidFilterKey', once: true },
};

const automatic: Method['rows'] = {
  'ecs:StopServiceDeployment': { ...deployment, about: ofTheService },
  'ecs:DescribeServiceDeployments': ofService,
  'ecs:ListServiceDeployments': ofService,
  'ecs:DescribeServices': late(ofService),
  'ecs:TagResource': ofTags,
  'elasticloadbalancing:DescribeTargetHealth': late(ofGroup),
};

const script: Method['rows'] = {
  'ecs:DescribeClusters': { notFound: 'ClusterNotFoundException', conflict: 'ConflictException', alone: true },
  'cloudwatch:GetMetricData': { notFound: 'ResourceNotFound', conflict: 'ConflictException', once: true },
  'servicequotas:GetServiceQuota': { notFound: 'NoSuchResourceException', conflict: 'ConflictException', once: true },
  'sts:GetCallerIdentity': { notFound: 'ServiceUnavailable', conflict: 'ConflictException', alone: true },
  'ecs:DescribeServices': late(ofService),
};

const byCanary: Method['rows'] = {
  'application-autoscaling:DescribeScalableTargets': ofScaling,
  'application-autoscaling:RegisterScalableTarget': ofScaling,
  'cloudwatch:GetMetricData': late({ notFound: 'ResourceNotFound', conflict: 'ConflictException', about: ofItsCanary }),
  'ecs:DescribeServices': late(canary(ofService)),
  'ecs:TagResource': canary(ofTags),
  'ecs:UntagResource': canary(ofTags),
  'ecs:UpdateService': canary(ofService),
  'elasticloadbalancing:DescribeListeners': ofGroup,
  'elasticloadbalancing:DescribeRules': ofGroup,
  'elasticloadbalancing:DescribeTargetGroups': canary(ofGroup),
  'elasticloadbalancing:DescribeTargetHealth': late(canary(ofGroup)),
  'elasticloadbalancing:ModifyListener': ofRule,
  'elasticloadbalancing:ModifyRule': ofRule,
};

const ofInstance: Row = {
  notFound: 'DBInstanceNotFound',
  conflict: 'InvalidDBInstanceState',
  about: ofItsDatabase,
  planned: true,
};

const byDatabase: Method['rows'] = {
  'rds:DescribeDBInstances': ofInstance,
  'rds:CreateDBSnapshot': ofInstance,
  // Each is asked for by its name, in which that of the database stands.
  'rds:DescribeDBSnapshots': { ...ofInstance, notFound: 'DBSnapshotNotFound', about: (service) => `-${service}-` },
};

const like = (cases: Readonly<Record<string, KillCase>>, activity: string): KillCase => {
  const { request, settings, prepare } = cases[activity] ?? { request: {} };
  return { request, ...(settings && { settings }), ...(prepare && { prepare }) };
};

export const methods: Readonly<Record<string, Method>> = {
  'ecs-task': { how: like(killCases, 'storeReport'), scenario: 'bad-release', rows: ecsTask },
  automatic: { how: like(killCases, 'takeBackDeployment'), scenario: 'bad-release', rows: automatic },
  script: { how: like(killCases, 'runReleaseScript'), scenario: 'bad-release', rows: script },
  canary: { how: like(canaryKillCases, 'readCanary'), scenario: 'canary-bad', rows: byCanary },
  database: { how: like(databaseKillCases, 'plotPath'), scenario: 'bad-migration', rows: byDatabase },
};

/** The faults of one call, by a name that can be part of a service's. */
export function faultsOf({ notFound, conflict, once }: Row): Readonly<Record<string, object>> {
  const upTo = (times: number) => ({ times: once === true ? 1 : times });
  const error = (code: string, status: number, times: number) => ({ fault: 'error', code, status, ...upTo(times) });
  return {
    throttled: { fault: 'throttle', ...upTo(10) },
    'server-error': error('ServerException', 500, 3),
    'reset-before': { fault: 'reset', ...upTo(2) },
    'lost-answer': { fault: 'drop-answer', ...upTo(2) },
    slow: { fault: 'delay', ms: 30_000, ...upTo(1) },
    denied: error('AccessDeniedException', 400, 3),
    expired: error('ExpiredTokenException', 400, 3),
    'not-found': error(notFound, 400, 2),
    conflict: error(conflict, 400, 2),
  };
}
