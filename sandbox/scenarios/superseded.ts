import { badRelease } from './bad-release.js';
import { release, type Scenario } from './scenario.js';

export const superseded: Scenario = {
  ...badRelease,
  name: 'superseded',
  description: 'v1.2.3 is bad, and somebody has its fix, v1.2.4, ready to be deployed.',
  later: release({ version: '1.2.4', commit: 'f1c5ed', date: '2025-10-17' }),
};
