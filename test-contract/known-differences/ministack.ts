// Where ministack 1.5.33 answers otherwise than AWS, as measured.
import type { KnownDifference } from './known-difference.js';

const noGroups = { actions: 1, single: 'none', groups: [], sticky: false };

export const ministackDiffers: readonly KnownDifference[] = [
  {
    because: 'It has no StopServiceDeployment.',
    observed: {
      'StopServiceDeployment of a finished service deployment is a conflict': { code: 'InvalidAction', status: 400 },
      'StopServiceDeployment of an unknown service deployment is refused': { code: 'InvalidAction', status: 400 },
    },
  },
  {
    because: 'It has no Application Auto Scaling.',
    observed: {
      'DescribeScalableTargets of a service that nobody registered is empty': { code: 'Unknown', status: 400 },
      'RegisterScalableTarget of a service that is not there, without a range, is refused': {
        code: 'Unknown',
        status: 400,
      },
    },
  },
  {
    because: 'It does not look at credentials.',
    observed: {
      'An unknown access key is refused by STS as InvalidClientTokenId': 'answered',
      'An unknown access key is refused by ECS as UnrecognizedClientException': 'answered',
      'An unknown access key is refused by ELBv2 as InvalidClientTokenId': 'answered',
    },
  },
  {
    because: 'It knows no deployment strategies.',
    observed: {
      'DescribeServices shows circuit breaker, percentages and controller of a service': {
        members: { minimumHealthyPercent: 'number', maximumPercent: 'number', strategy: 'missing' },
        breaker: { enable: 'boolean', rollback: 'boolean' },
        controller: 'ECS',
      },
    },
  },
  {
    because: 'Tags come whether or not they are asked for.',
    observed: {
      'Tags of a service come only with include TAGS': 0,
      'Tags of a task definition come only with include TAGS': {
        with: ['runback:verified=yes'],
        without: ['runback:verified=yes'],
      },
    },
  },
  {
    because: 'It does not check how many services, or images, are asked for.',
    observed: {
      'DescribeServices of eleven services is refused': 'answered',
      'DescribeServices of no service is refused': 'answered',
      'BatchGetImage of more than a hundred images is refused': 'answered',
    },
  },
  {
    because:
      'A deployment is COMPLETED in the answer that begins it: none is ever under way, and no event tells of it.',
    observed: {
      'UpdateService answers with the new PRIMARY at 0/0/0 and the former deployment ACTIVE with its tasks': {
        deployments: [['PRIMARY', 'new', 'COMPLETED', [2, 0, 'some']]],
        taskDefinition: 'new',
      },
      'DescribeServices shows what UpdateService answered: the same deployment, PRIMARY first': {
        same: true,
        next: true,
        of: 1,
      },
      'The task definition that serves already begins one with forceNewDeployment': 1,
      'A second deployment goes from IN_PROGRESS to COMPLETED under its id, and the former one leaves the list': {
        states: ['COMPLETED'],
        left: 1,
        serves: true,
        allRunning: true,
        neverFewerThanWanted: true,
      },
      'A finished deployment is told in the events, newest first, with its id': {
        completed: false,
        steadyAfterwards: false,
      },
    },
  },
  {
    because: 'UpdateService accepts unknown and INACTIVE task definitions; a bare family may be an INACTIVE revision.',
    observed: {
      'An unknown task definition is refused by UpdateService, and nothing changes': {
        refusal: 'answered',
        unchanged: false,
      },
      'An INACTIVE task definition is refused by UpdateService, and nothing changes': {
        refusal: 'answered',
        unchanged: false,
      },
      'A bare family deploys its newest ACTIVE revision': 'the INACTIVE one',
      'Revisions count on past INACTIVE ones, and a bare family is its newest ACTIVE one': [1, 2, 3],
    },
  },
  {
    because: 'Its errors are others, or say more.',
    observed: {
      'An unknown cluster is refused by UpdateService': {
        code: 'ServiceNotFoundException',
        status: 400,
        text: 'Service not found.',
      },
      'TagResource of an unknown task definition is refused': { code: 'InvalidParameterException', status: 400 },
      'An unknown task definition is refused by DescribeTaskDefinition': {
        code: 'ClientException',
        status: 400,
        text: 'Unable to describe task definition: contract-none:1',
      },
    },
  },
  {
    because: 'familyPrefix is the beginning of a name: longer ones are listed too, and take places of a page.',
    observed: {
      'ListTaskDefinitions gives pages of maxResults that follow on each other': [
        [11, 10, 9],
        [8, 7, 6, 5],
        [4, 2, 1],
      ],
      'ListTaskDefinitions lists no family whose name is only longer': 1,
    },
  },
  {
    because: 'Tasks do not name the deployment that started them, and ListTasks looks for no service and no cluster.',
    observed: {
      'A task of a service shows its times, its task definition and the deployment that started it': {
        members: { taskArn: 'text', createdAt: 'time', startedAt: 'time' },
        lastStatus: 'RUNNING',
        definition: true,
        startedBy: false,
        group: true,
      },
      'ListTasks of an unknown service is refused': 'answered',
      'ListTasks of an unknown cluster is refused': 'answered',
    },
  },
  {
    because: 'There are never any service deployments or revisions, and none is said to be MISSING.',
    observed: {
      'Its service deployment ends SUCCESSFUL with all tasks on the target revision and none on its source': {
        same: true,
        begins: false,
        ends: 'missing',
        target: false,
        sources: [],
      },
      'ListServiceDeployments lists newest first, with status, times and target revision': {
        newestFirst: false,
        members: 'missing',
      },
      'ListServiceDeployments of an unknown service is refused': 'answered',
      'A finished service deployment names its target revision with counts, its sources and its times': {
        members: 'missing',
        sources: false,
        target: 'missing',
      },
      'An unknown service deployment is a MISSING failure': [],
      'A service revision names the task definition that it deployed and the digests of its images': {
        members: 'missing',
        image: 'missing',
        digest: 'missing',
      },
      'An unknown service revision is a MISSING failure': [],
    },
  },
  {
    because: 'A target that is not registered is left out.',
    observed: { 'A target that is not registered is unused, with the reason Target.NotRegistered': [] },
  },
  {
    because: 'Target groups of a forward, their weights and stickiness are dropped, and not looked for.',
    observed: {
      'A weighted forward over two target groups is read back with its weights, without a single group': noGroups,
      'A weight of 0 is read back as 0, and the group stays in the list': noGroups,
      'Stickiness of the groups is read back, and is gone when the next change does not name it': [noGroups, noGroups],
      'A forward to one group by ARN is read back with the ARN and with a ForwardConfig of weight 1': {
        ...noGroups,
        single: 'stable',
      },
      'An unknown target group is refused by ModifyRule': 'answered',
    },
  },
  {
    because: 'It knows no imageStatus, and leaves a missing image out of DescribeImages.',
    observed: {
      'DescribeImages tells the digest of a tag, when it was pushed and that it is ACTIVE': {
        members: { repositoryName: 'text', registryId: 'text', imageTags: 'list', imagePushedAt: 'time' },
        digest: true,
        status: 'missing',
      },
      'DescribeImages of a missing image is refused, also when others of the call exist': ['answered', 'answered'],
    },
  },
];
