import { badRelease } from './bad-release.js';
import type { Scenario } from './scenario.js';

/** The time that Method 3 has is shorter, so that the repair begins sooner. */
export const partial: Scenario = {
  ...badRelease,
  name: 'partial',
  description: 'v1.2.3 is bad, and two of its tasks have protected themselves: no deployment ends them.',
  protectedTasks: 2,
  settings: { timings: { methods: { 'ecs-task': { budget: '5 minutes' } }, watch: '10 minutes' } },
};
