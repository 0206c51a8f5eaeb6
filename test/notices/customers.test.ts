import { describe, expect, it } from 'vitest';
import { customersStillRead } from '../../src/notices/customers.js';
import { aNotice } from '../support/a-notice.js';

const page = {
  api: 'https://api.statuspage.io',
  token: 'env:STATUSPAGE_API_KEY',
  page: 'kctbh9applyl',
  url: 'https://status.example',
};
const approved = (status: 'investigating' | 'monitoring' | 'resolved') =>
  aNotice({ customerText: { status, opening: 'We are looking', message: 'We are watching' } });

describe('what customers still read when a rollback has ended', () => {
  it('is said with the command that changes it, which shows no secret', () => {
    expect(customersStillRead(page, approved('investigating'), { incident: 'abc', status: 'investigating' })).toBe(
      'https://status.example still says "investigating" to customers; to change it: curl -X PATCH -H "Authorization: OAuth $STATUSPAGE_API_KEY" ' +
        "--data-urlencode 'incident[status]=resolved' --data-urlencode 'incident[body]=What you want customers to read' " +
        'https://api.statuspage.io/v1/pages/kctbh9applyl/incidents/abc',
    );
  });

  it('is said without one where it is not known what stands there', () => {
    expect(customersStillRead(page, approved('monitoring'))).toBe(
      'https://status.example still says "monitoring" to customers: change it there',
    );
  });

  it('is nothing to say once customers were told that it is over, or were never told', () => {
    expect(customersStillRead(page, approved('resolved'), { incident: 'abc' })).toBeUndefined();
    expect(customersStillRead(page, aNotice())).toBeUndefined();
  });
});
