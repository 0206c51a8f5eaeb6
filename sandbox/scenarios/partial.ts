import { badRelease } from './bad-release.js';
import type { Scenario } from './scenario.js';

export const partial: Scenario = {
  ...badRelease,
  name: 'partial',
  description: 'v1.2.3 is bad, and two of its tasks have protected themselves: no deployment ends them.',
  protectedTasks: 2,
  settings: { timings: { watch: '10 minutes' } },
};
