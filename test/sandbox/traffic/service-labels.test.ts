import { describe, expect, it } from 'vitest';

import { serviceLabelsOf } from '../../../sandbox/traffic/service-labels.js';

describe('the labels of a target group', () => {
  it.each([
    ['applylens-api-prod', 'applylens-api', 'prod'],
    ['applylens-api-prod-canary', 'applylens-api', 'prod'],
    ['applylens-api-canary-prod', 'applylens-api', 'prod'],
    ['applylens-api-staging', 'applylens-api', 'staging'],
    ['web', 'web', ''],
  ])('%s are service %s in environment %j', (name, service, environment) => {
    expect(serviceLabelsOf(name)).toEqual({ service, environment });
  });
});
