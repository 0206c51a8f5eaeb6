import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aSandbox, type CheckedSandbox } from '../../support/a-sandbox.js';
import { controlOf } from '../../support/control-api.js';

let sandbox: CheckedSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox?.stop());

const be = (change: object) => controlOf(sandbox).send('POST', '/elasticsearch', change);
const health = (query = '') => fetch(`${sandbox.urls.elasticsearch}/_cluster/health${query}`);

describe("Elasticsearch's double", () => {
  it.each(['yellow', 'red', 'green'])('says that the cluster is %s once it is told so', async (status) => {
    await be({ status });
    expect(await (await health()).json()).toMatchObject({ cluster_name: 'applylens', status, timed_out: false });
  });

  it('answers 408 to who waits for a better colour', async () => {
    await be({ status: 'yellow' });
    expect((await health('?wait_for_status=yellow')).status).toBe(200);
    const waited = await health('?wait_for_status=green&timeout=1s');
    expect([waited.status, await waited.json()]).toMatchObject([408, { timed_out: true }]);
  });

  it('gives no answer while it is unreachable', async () => {
    await be({ reachable: false });
    await expect(health()).rejects.toThrow('fetch failed');
    await be({ reachable: true });
    expect((await health()).status).toBe(200);
  });

  it('is refused another colour', async () => {
    expect((await be({ status: 'blue' })).status).toBe(400);
  });
});
