import { badRelease } from './bad-release.js';
import { release, type Scenario } from './scenario.js';

/** v1.2.3 is as good as v1.2.2; a minute after its first tasks run the mail provider fails, and both releases with it. */
export const notTheRelease: Scenario = {
  ...badRelease,
  name: 'not-the-release',
  description: 'The mail provider fails as v1.2.3 is deployed: every release answers 20 % of the requests with 500.',
  next: release({ version: '1.2.3', commit: 'abc123', date: '2025-10-17' }),
  turns: {
    afterSeconds: 90,
    into: {
      errorRate: 0.2,
      prints: {
        atFailure: [
          'ERROR:    Exception in ASGI application',
          "httpx.HTTPStatusError: Server error '503 Service Unavailable' for url 'https://gmail.googleapis.com/gmail/v1/users/me/messages'",
        ],
      },
    },
  },
};
