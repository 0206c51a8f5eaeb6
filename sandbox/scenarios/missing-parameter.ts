import { badRelease } from './bad-release.js';
import { release, type Scenario } from './scenario.js';

const v121 = release({ version: '1.2.1', commit: '999fff', date: '2025-10-01' }, {}, ['GMAIL_TOKEN_KEY']);
const v122 = release({ version: '1.2.2', commit: 'def456', date: '2025-10-16' }, {}, ['GMAIL_TOKEN_KEY']);

/** v1.2.2 is started with a parameter that v1.2.3 has under another name; the old one is deleted as v1.2.3 comes up. */
export const missingParameter: Scenario = {
  ...badRelease,
  name: 'missing-parameter',
  description: 'v1.2.3 answers 20 % of the requests with 500, and a parameter that v1.2.2 needs has been deleted.',
  past: [
    { release: v121, deployedHoursAgo: 15 * 24, outcome: 'successful' },
    { release: v122, deployedHoursAgo: 26, outcome: 'successful' },
  ],
  next: release({ version: '1.2.3', commit: 'abc123', date: '2025-10-17' }, { errorRate: 0.2 }, ['GMAIL_SEALING_KEY']),
  parameters: {
    past: [
      { name: 'GMAIL_TOKEN_KEY', value: 'sandbox-key', type: 'SecureString', hoursAgo: 900, by: 'user/olga' },
      { name: 'LOG_LEVEL', value: 'info', type: 'String', hoursAgo: 900, by: 'user/olga' },
      { name: 'GMAIL_SEALING_KEY', value: 'sandbox-key', type: 'SecureString', hoursAgo: 2, by: 'user/pedro' },
    ],
    putAtNext: [{ name: 'LOG_LEVEL', value: 'warning', type: 'String', hoursAgo: 0, by: 'user/pedro' }],
    deletedAtNext: ['GMAIL_TOKEN_KEY'],
  },
};
