import { badRelease } from './bad-release.js';
import type { Scenario } from './scenario.js';

/** ECS shifts the traffic from one fleet to the other and keeps the old one for the bake: twenty seconds in quick time. */
export const blueGreen: Scenario = {
  ...badRelease,
  name: 'blue-green',
  description: 'v1.2.3 takes the traffic over from v1.2.2 by a blue/green deployment, and bakes when that is seen.',
  strategy: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 10 },
};
