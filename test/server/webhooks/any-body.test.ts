import { Client, Connection } from '@temporalio/client';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { freePort } from '../../../sandbox/processes/ports.js';
import { aServer } from '../a-server.js';
import { aReceiver, authorised } from './a-receiver.js';

const byToken = ['grafana', 'generic', 'datadog', 'eventbridge'] as const;

const words = [
  'alerts',
  'status',
  'firing',
  'labels',
  'id',
  'detail',
  'detail-type',
  'source',
  'aws.cloudwatch',
  'alert',
];
const word = fc.oneof(fc.constantFrom(...words, '__proto__', 'constructor'), fc.string());
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    word,
    fc.integer(),
    fc.constant(null),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(word, tie('tree'), { maxKeys: 5 }),
  ),
}));

it('whatever a body holds is answered, never with a failure', async () => {
  const receiver = await aReceiver();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...byToken), tree, async (source, body) => {
      const { status } = await receiver.send(source, JSON.stringify(body), authorised);
      expect([202, 400]).toContain(status);
    }),
    { numRuns: 300 },
  );
  await receiver.server.close();
});

it('every sender is in the description of the server, whose signed ones ask for no token', async () => {
  const connection = Connection.lazy({ address: `127.0.0.1:${await freePort()}` });
  const { server } = await aServer(new Client({ connection }));
  const { paths } = (await server.inject('/openapi.json')).json<{
    paths: Record<string, { post?: { security?: unknown[] } }>;
  }>();
  const hooks = Object.keys(paths).filter((path) => path.startsWith('/webhooks/'));
  expect(hooks.sort()).toEqual(
    ['alertmanager', 'datadog', 'eventbridge', 'generic', 'grafana', 'pagerduty', 'records', 'sns'].map(
      (name) => `/webhooks/${name}`,
    ),
  );
  expect(paths['/webhooks/sns']?.post?.security).toEqual([]);
  await server.close();
  await connection.close();
});
