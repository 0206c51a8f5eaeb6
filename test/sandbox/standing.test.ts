import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aSandbox, type CheckedSandbox, until } from '../support/a-sandbox.js';

let sandbox: CheckedSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox?.stop());

const health = async () => {
  const answer = await fetch(`${sandbox.urls.loadBalancer}/health`);
  return { code: answer.status, ...((await answer.json()) as object) };
};
const untilItSays = (fields: object) =>
  until(health, (said) =>
    Object.entries({ code: 200, status: 'healthy', ...fields }).every(
      ([name, value]) => said[name as keyof typeof said] === value,
    ),
  );

describe('the health that the sample application tells', () => {
  it('does not mention a database that nobody has started', async () => {
    await untilItSays({ elasticsearch: 'ok' });
    expect(await health()).toEqual({ code: 200, status: 'healthy', elasticsearch: 'ok' });
  });

  it('is what it finds of its database and of Elasticsearch, and ends no task', async () => {
    await sandbox.database.begin();
    await untilItSays({ database: 'ok', elasticsearch: 'ok' });
    await sandbox.database.become('full');
    sandbox.elasticsearch.status = 'red';
    await untilItSays({ database: 'error', elasticsearch: 'error' });
    await sandbox.database.become('up');
    sandbox.elasticsearch.status = 'yellow';
    await untilItSays({ database: 'ok', elasticsearch: 'ok' });
    sandbox.elasticsearch.reachable = false;
    await untilItSays({ elasticsearch: 'error' });
  });
});
