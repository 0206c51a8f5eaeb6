import type { Procedure } from '../rollback-procedures.js';

export const automatic: Procedure = {
  heading: 'Method 1: Automatic Rollback (Preferred)',
  whenToUse: 'Deployment in progress, automatic checks triggered',
  steps: [
    'Check workflow status',
    'Monitor Slack #deployments channel for updates',
    'Verify rollback completion (5-10 minutes)',
    'Check health',
  ],
  timeline: [
    { part: 'Detection', takes: '<2 minutes' },
    { part: 'Rollback trigger', takes: '<1 minute' },
    { part: 'Traffic shift', takes: '2-3 minutes' },
    { part: 'Full rollback', takes: '5-10 minutes' },
  ],
  expected: '8 minutes',
  budget: '10 minutes',
};
