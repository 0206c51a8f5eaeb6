import type { Procedure } from '../rollback-procedures.js';

export const script: Procedure = {
  heading: 'Method 2: Manual Rollback via Script (Recommended)',
  whenToUse: 'Automatic rollback failed or after detecting issue post-deployment',
  steps: [
    'Connect to deployment server',
    'Navigate to deployment directory',
    'Check current production version',
    'Identify previous stable version',
    'Run rollback script',
    'Monitor progress (script provides real-time updates)',
    'Verify new version',
  ],
  timeline: [
    { part: 'Script execution', takes: '3-5 minutes' },
    { part: 'Traffic shift', takes: '1-2 minutes' },
    { part: 'Health check verification', takes: '2-3 minutes' },
    { part: 'Total', takes: '6-10 minutes' },
  ],
  expected: '8 minutes',
  budget: '10 minutes',
};
