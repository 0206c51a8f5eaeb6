// Which calls a rollback makes of AWS, and how each of them is refused: a call without a row fails the matrix.

export interface Refusals {
  readonly notFound: string;
  readonly conflict: string;
  /** Its request does not name the service: the fault meets whoever calls next. */
  readonly namesNoService?: true;
}

const ofService: Refusals = { notFound: 'ServiceNotFoundException', conflict: 'ConflictException' };
const ofDefinition: Refusals = { notFound: 'ClientException', conflict: 'ConflictException' };
const ofGroup: Refusals = { notFound: 'TargetGroupNotFound', conflict: 'OperationNotPermitted' };

export const faultRows: Readonly<Record<string, Refusals>> = {
  'ecr:BatchGetImage': { notFound: 'RepositoryNotFoundException', conflict: 'ConflictException', namesNoService: true },
  'ecs:DescribeServiceDeployments': ofService,
  'ecs:DescribeServiceRevisions': ofService,
  'ecs:DescribeServices': ofService,
  'ecs:DescribeTaskDefinition': ofDefinition,
  'ecs:DescribeTasks': { ...ofService, namesNoService: true },
  'ecs:ListServiceDeployments': ofService,
  'ecs:ListTaskDefinitions': ofDefinition,
  'ecs:ListTasks': ofService,
  'ecs:StopServiceDeployment': { notFound: 'ServiceDeploymentNotFoundException', conflict: 'ConflictException' },
  'ecs:TagResource': { notFound: 'ResourceNotFoundException', conflict: 'ConflictException' },
  'ecs:UntagResource': { notFound: 'ResourceNotFoundException', conflict: 'ConflictException' },
  'ecs:UpdateService': ofService,
  'elasticloadbalancing:DescribeTargetGroupAttributes': ofGroup,
  'elasticloadbalancing:DescribeTargetGroups': ofGroup,
  'elasticloadbalancing:DescribeTargetHealth': ofGroup,
};

/** The faults of one call, by a name that can be part of a service's. */
export function faultsOf(operation: string): Readonly<Record<string, object>> {
  const { notFound, conflict } = faultRows[operation] ?? ofService;
  const error = (code: string, status: number, times: number) => ({ fault: 'error', code, status, times });
  return {
    throttled: { fault: 'throttle', times: 10 },
    'server-error': error('ServerException', 500, 3),
    'reset-before': { fault: 'reset', times: 2 },
    'lost-answer': { fault: 'drop-answer', times: 2 },
    slow: { fault: 'delay', ms: 30_000, times: 1 },
    denied: error('AccessDeniedException', 400, 3),
    expired: error('ExpiredTokenException', 400, 3),
    'not-found': error(notFound, 400, 2),
    conflict: error(conflict, 400, 2),
  };
}
