import type { Procedure } from '../rollback-procedures.js';

export const ecsTask: Procedure = {
  heading: 'Method 3: Direct ECS Task Rollback',
  whenToUse: 'Script rollback failed, need immediate action',
  steps: [
    'List current ECS services',
    'Get current task definition',
    'List previous task definitions',
    'Identify previous stable version',
    'Update service to use previous task definition',
    'Wait for deployment to stabilize (5-10 minutes)',
    'Verify health',
  ],
  timeline: [
    { part: 'Task definition update', takes: '<1 minute' },
    { part: 'ECS rolling deployment', takes: '8-12 minutes' },
    { part: 'Health check stabilization', takes: '2-3 minutes' },
    { part: 'Total', takes: '10-15 minutes' },
  ],
  expected: '12 minutes',
  budget: '15 minutes',
};
