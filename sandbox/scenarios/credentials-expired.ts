import { badRelease } from './bad-release.js';
import type { Scenario } from './scenario.js';

/** Whose credentials expire, and when, is for `POST /credentials`. */
export const credentialsExpired: Scenario = {
  ...badRelease,
  name: 'credentials-expired',
};
