import type { Procedure } from '../rollback-procedures.js';

export const canary: Procedure = {
  heading: 'Method 4: Canary Rollback',
  whenToUse: 'Issue only affects canary traffic, production unaffected',
  steps: [
    'Check canary status',
    'Reduce canary traffic to 0%',
    'Verify 100% traffic on stable version',
    'Stop canary tasks',
  ],
  timeline: [
    { part: 'Traffic reduction', takes: '<1 minute' },
    { part: 'Task termination', takes: '2-3 minutes' },
    { part: 'Total', takes: '3-5 minutes' },
  ],
  expected: '4 minutes',
  budget: '5 minutes',
};
