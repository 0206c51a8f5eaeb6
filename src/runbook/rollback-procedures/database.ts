import type { Procedure } from '../rollback-procedures.js';

export const database: Procedure = {
  heading: 'Database Rollback',
  whenToUse: 'When Database Migrations Are Involved',
  steps: [
    'Assess Migration Impact',
    'Test Downgrade (Staging First!)',
    'Production Database Rollback',
    'Application Rollback',
  ],
  timeline: [
    { part: 'Database backup', takes: '10-15 minutes' },
    { part: 'Migration downgrade', takes: '2-5 minutes' },
    { part: 'Application rollback', takes: '6-10 minutes' },
    { part: 'Total', takes: '18-30 minutes' },
  ],
  expected: '24 minutes',
  budget: '30 minutes',
};
