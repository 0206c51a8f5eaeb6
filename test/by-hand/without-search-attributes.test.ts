import { afterAll, beforeAll, expect, it } from 'vitest';
import { aNight, type Night } from './a-night.js';

let night: Night;
beforeAll(async () => {
  night = await aNight({ namespace: 'bare' });
});
afterAll(() => night?.stop());

it('a namespace without Runback’s search attributes rolls back all the same', async () => {
  const { id, temporal, start, report, service } = await night.patient('by-bare');
  const listed = await temporal.run('operator', 'search-attribute', 'list');
  expect(listed.stdout).not.toContain('RunbackService');
  expect(await start()).toMatchObject({ exitCode: 0 });
  expect(await report()).toMatchObject({ outcome: 'ROLLED_BACK', service });
  const described = await temporal.run('workflow', 'describe', '--workflow-id', id);
  expect(described.stdout).not.toContain('RunbackService');
});
