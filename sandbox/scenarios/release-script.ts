import { badRelease } from './bad-release.js';
import type { Scenario } from './scenario.js';

export const scriptFails: Scenario = {
  ...badRelease,
  name: 'script-fails',
  description: "v1.2.3 is bad, and the release script fails: its host's AWS credentials are expired.",
  releaseScript: 'fails',
};

export const scriptLies: Scenario = {
  ...badRelease,
  name: 'script-lies',
  description: 'v1.2.3 is bad, and the release script says that it rolled back and did nothing.',
  releaseScript: 'lies',
};

export const wrongTarget: Scenario = {
  ...badRelease,
  name: 'wrong-target',
  description: 'v1.2.3 is bad, and the release script deploys v1.2.1 where it was told v1.2.2.',
  releaseScript: 'wrong-target',
};
