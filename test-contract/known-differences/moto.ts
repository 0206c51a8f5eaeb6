// Where moto 5.2.5 answers otherwise than AWS, as measured.
import type { KnownDifference } from './known-difference.js';

const notImplemented = { code: 'SyntaxError', status: 500 };

export const motoDiffers: readonly KnownDifference[] = [
  {
    because: 'It does not look at credentials.',
    observed: {
      'An unknown access key is refused by STS as InvalidClientTokenId': 'answered',
      'An unknown access key is refused by ECS as UnrecognizedClientException': 'answered',
      'An unknown access key is refused by ELBv2 as InvalidClientTokenId': 'answered',
    },
  },
  {
    because: 'It leaves out when a service was created, and the deployment configuration it was created with.',
    observed: {
      'DescribeServices shows the members of a service that Runback reads': {
        serviceArn: 'text',
        serviceName: 'text',
        clusterArn: 'text',
        status: 'text',
        desiredCount: 'number',
        runningCount: 'number',
        pendingCount: 'number',
        taskDefinition: 'text',
        deployments: 'list',
        loadBalancers: 'list',
        events: 'list',
        createdAt: 'missing',
      },
      'DescribeServices shows circuit breaker, percentages and controller of a service': {
        members: 'missing',
        breaker: 'missing',
        controller: 'ECS',
      },
    },
  },
  {
    because: 'It writes the ARN of a missing service in the old form, without the cluster.',
    observed: {
      'An unknown service is a MISSING failure with the ARN it would have': {
        found: 1,
        failures: [{ arn: 'arn:aws:ecs:us-east-1:123456789012:service/no-such-service', reason: 'MISSING' }],
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
    because: 'UpdateService begins no deployment: the one there is stays, COMPLETED, on the former task definition.',
    observed: {
      'UpdateService answers with the new PRIMARY at 0/0/0 and the former deployment ACTIVE with its tasks': {
        deployments: [['PRIMARY', 'former', 'COMPLETED', [2, 0, 'some']]],
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
    because: 'UpdateService echoes the task definition as it was named.',
    observed: {
      'The short name of a task definition is answered as its ARN': false,
      'A bare family deploys its newest ACTIVE revision': 'neither',
    },
  },
  {
    because: 'It treats INACTIVE task definitions like ACTIVE ones, and does not note when they became so.',
    observed: {
      'An INACTIVE task definition is refused by UpdateService, and nothing changes': {
        refusal: 'answered',
        unchanged: false,
      },
      'An INACTIVE task definition is described still, with the time it became so': {
        status: 'INACTIVE',
        members: { deregisteredAt: 'missing' },
      },
      'Revisions count on past INACTIVE ones, and a bare family is its newest ACTIVE one': [1, 2, 3],
    },
  },
  {
    because: 'It does not note when a task definition was registered.',
    observed: {
      'DescribeTaskDefinition shows the members that Runback reads': {
        members: { taskDefinitionArn: 'text', family: 'text', revision: 'number', registeredAt: 'missing' },
        status: 'ACTIVE',
        container: { name: 'text', image: 'text', environment: 'list' },
      },
    },
  },
  {
    because: 'RegisterTaskDefinition answers without the tags, and TagResource of an unknown one has another error.',
    observed: {
      'A copy pinned by digest comes back as it was sent, with its tags': {
        pinned: true,
        kept: ['1', '256', '512'],
        next: 2,
        tags: [],
      },
      'TagResource of an unknown task definition is refused': { code: 'ClientException', status: 400 },
    },
  },
  {
    because: 'ListTaskDefinitions ignores sort and maxResults.',
    observed: {
      'ListTaskDefinitions with sort DESC is newest first, by number, without INACTIVE ones': [
        1, 2, 4, 5, 6, 7, 8, 9, 10, 11,
      ],
      'ListTaskDefinitions gives pages of maxResults that follow on each other': [[1, 2, 4, 5, 6, 7, 8, 9, 10, 11]],
    },
  },
  {
    because: 'Services start no tasks; ListTasks looks for no service, and DescribeTasks lists no failures.',
    observed: {
      'ListTasks lists as many tasks of a service at rest as it wants': 0,
      'A task of a service shows its times, its task definition and the deployment that started it': {
        code: 'InvalidParameterException',
        status: 400,
      },
      'ListTasks of an unknown service is refused': 'answered',
      'An unknown task is a MISSING failure with the ARN it would have': { tasks: 0, failures: [] },
    },
  },
  {
    because: 'Service deployments and revisions are not implemented: HTTP 500 with HTML.',
    observed: {
      'Its service deployment ends SUCCESSFUL with all tasks on the target revision and none on its source':
        notImplemented,
      'ListServiceDeployments lists newest first, with status, times and target revision': notImplemented,
      'ListServiceDeployments of an unknown service is refused': notImplemented,
      'A finished service deployment names its target revision with counts, its sources and its times': notImplemented,
      'An unknown service deployment is a MISSING failure': notImplemented,
      'A service revision names the task definition that it deployed and the digests of its images': notImplemented,
      'An unknown service revision is a MISSING failure': notImplemented,
      'StopServiceDeployment of a finished service deployment is a conflict': notImplemented,
      'StopServiceDeployment of an unknown service deployment is refused': notImplemented,
    },
  },
  {
    because: 'It calls a target that is not registered unavailable.',
    observed: {
      'A target that is not registered is unused, with the reason Target.NotRegistered': [
        ['10.255.255.254', 'unavailable', 'Target.NotRegistered'],
      ],
    },
  },
  {
    because: 'A rule is kept as it was sent, without a ForwardConfig of its own; the default rule can be modified.',
    observed: {
      'A forward to one group by ARN is read back with the ARN and with a ForwardConfig of weight 1': {
        actions: 1,
        single: 'stable',
        groups: [],
        sticky: false,
      },
      'The default rule is refused by ModifyRule': 'answered',
    },
  },
  {
    because: 'It knows no imageStatus.',
    observed: {
      'DescribeImages tells the digest of a tag, when it was pushed and that it is ACTIVE': {
        members: { repositoryName: 'text', registryId: 'text', imageTags: 'list', imagePushedAt: 'time' },
        digest: true,
        status: 'missing',
      },
    },
  },
];
