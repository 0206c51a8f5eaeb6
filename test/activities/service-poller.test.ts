import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServicePoller, takeBatch } from '../../activities/service-poller.js';
import { anEntry } from '../support/an-entry.js';
import { aProduction, type Production } from './a-production.js';
import { aWebServer } from './a-web-server.js';

const waitingFor = (cluster: string, service: string) => ({
  entry: anEntry({ ecs: { cluster, service, family: service } }),
});

describe('a batch of polls', () => {
  it('takes ten services of the longest waiting cluster and leaves the others', () => {
    const waiting = [
      waitingFor('a', 's0'),
      waitingFor('b', 'other'),
      ...Array.from({ length: 11 }, (_, index) => waitingFor('a', `s${index}`)),
    ];
    const batch = takeBatch(waiting);
    expect(new Set(batch.map(({ entry }) => entry.ecs.service)).size).toBe(10);
    expect(batch).toHaveLength(11); // s0 is asked for twice
    expect(waiting.map(({ entry }) => entry.ecs.service)).toEqual(['other', 's10']);
  });
});

describe('many followers', () => {
  let production: Production;
  beforeAll(async () => {
    production = await aProduction({ services: 3 });
  });
  afterAll(() => production.stop());

  const entryOf = (service: string) => ({ ...production.entry, ecs: { ...production.entry.ecs, service } });

  it('share one call, and each gets its own service', async () => {
    const poller = createServicePoller(production.aws);
    const names = production.sandbox.services.map(({ name }) => name);
    const before = production.sandbox.aws.calls.list('ecs:DescribeServices').length;
    const answers = await Promise.all([...names, ...names].map((name) => poller.read(entryOf(name))));
    expect(answers.map(({ serviceName }) => serviceName)).toEqual([...names, ...names]);
    expect(production.sandbox.aws.calls.list('ecs:DescribeServices')).toHaveLength(before + 1);
  });

  it('do not suffer from one that asks for a service which is not there', async () => {
    const poller = createServicePoller(production.aws);
    const [known] = production.sandbox.services;
    const [found, lost] = await Promise.allSettled([
      poller.read(entryOf(known?.name ?? '')),
      poller.read(entryOf('nowhere')),
    ]);
    expect(found).toMatchObject({ status: 'fulfilled', value: { serviceName: known?.name } });
    expect(lost).toMatchObject({ status: 'rejected', reason: { type: 'ServiceNotFound' } });
  });

  it('do not wait for ever for an answer that breaks off in the middle', async () => {
    const halfAnswer = await aWebServer((_, response) => response.writeHead(200).write('{"services":['));
    const entry = { ...production.entry, aws: { region: 'us-east-1', endpoint: halfAnswer.url } };
    const poller = createServicePoller(production.aws, 50);
    await expect(poller.read(entry)).rejects.toMatchObject({ type: 'AwsUnavailable', nonRetryable: false });
    await halfAnswer.close();
  });
});
