import { badRelease } from './bad-release.js';
import type { Scenario } from './scenario.js';

/** v1.2.2 reads its flags from a host that is gone: its tasks that run go on, new ones do not come up. */
const exitsAtStart = {
  only: '1.2.2',
  afterSeconds: 0,
  into: {
    startsUp: { exitCode: 1, after: 'start' },
    prints: {
      atStart: [
        "urllib3.exceptions.NameResolutionError: <urllib3.connection.HTTPSConnection object at 0x7f3c>: Failed to resolve 'flags.applylens.internal' ([Errno -2] Name or service not known)",
        'ERROR:    Application startup failed. Exiting.',
      ],
    },
  },
} as const;

export const crashLoop: Scenario = {
  ...badRelease,
  name: 'crash-loop',
  description: 'v1.2.3 is bad, and new tasks of v1.2.2 exit as they start.',
  turns: exitsAtStart,
};

export const breakerReverts: Scenario = {
  ...crashLoop,
  name: 'breaker-reverts',
  description: crashLoop.description,
};

/** Once none of its tasks runs: nobody sees it before they run again. */
export const makesItWorse: Scenario = {
  ...badRelease,
  name: 'makes-it-worse',
  description: 'v1.2.3 answers 20 % of the requests with 500, and v1.2.2 would now answer 60 % so.',
  turns: { only: '1.2.2', afterSeconds: 240, into: { errorRate: 0.6 } },
};
