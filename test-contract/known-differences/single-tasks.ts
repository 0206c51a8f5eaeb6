// Where the emulators run and stop single tasks, and continue deployments, otherwise than AWS, as measured.
import type { KnownDifference } from './known-difference.js';

const failed = { code: 'SyntaxError', status: 500 };

export const motoDiffersInTasks: readonly KnownDifference[] = [
  {
    because: 'RunTask needs container instances, and StopTask a cluster with tasks: HTTP 500 with HTML.',
    observed: {
      'RunTask starts a task of its family, and StopTask ends it with the reason that was given': failed,
      'RunTask of an INACTIVE task definition is refused': failed,
      'StopTask of an unknown task is refused': failed,
    },
  },
  {
    because: 'Service deployments are not implemented: HTTP 500 with HTML.',
    observed: { 'ContinueServiceDeployment of an unknown service deployment is refused': failed },
  },
];

export const ministackDiffersInTasks: readonly KnownDifference[] = [
  {
    because: 'A task that is run by itself has no group; INACTIVE task definitions are run.',
    observed: {
      'RunTask starts a task of its family, and StopTask ends it with the reason that was given': {
        started: 1,
        failures: 0,
        group: '',
        startedBy: 'runback-contract',
        desired: ['RUNNING', 'STOPPED'],
        reason: 'a contract',
      },
      'RunTask of an INACTIVE task definition is refused': 'answered',
    },
  },
  {
    because: 'It has no ContinueServiceDeployment.',
    observed: {
      'ContinueServiceDeployment of an unknown service deployment is refused': { code: 'InvalidAction', status: 400 },
    },
  },
];
