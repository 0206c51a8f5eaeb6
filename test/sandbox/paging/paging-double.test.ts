import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createPagingDouble, type PagingDouble } from '../../../sandbox/paging/paging-double.js';

let paging: PagingDouble;
beforeEach(async () => {
  paging = await createPagingDouble({ port: 0 });
});
afterEach(() => paging.close());

function anEvent(changed: Record<string, unknown> = {}, payload: Record<string, unknown> = {}) {
  return {
    routing_key: 'e93facc04764012d7bfb002500d5d1a6',
    event_action: 'trigger',
    dedup_key: 'rollback/prod/applylens-api',
    payload: { summary: 'The rollback is stuck', source: 'runback', severity: 'critical', ...payload },
    ...changed,
  };
}

async function enqueue(event: unknown): Promise<{ status: number; json: Record<string, unknown> }> {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const response = await fetch(`${paging.url}/v2/enqueue`, { method: 'POST', body });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

describe('the paging double', () => {
  it('accepts an event and answers as PagerDuty does', async () => {
    expect(await enqueue(anEvent())).toEqual({
      status: 202,
      json: { status: 'success', message: 'Event processed', dedup_key: 'rollback/prod/applylens-api' },
    });
  });

  it('keeps one incident for a dedup key, with every event and when it came', async () => {
    for (const event_action of ['trigger', 'trigger', 'acknowledge', 'trigger'])
      await enqueue(anEvent({ event_action }));
    expect(paging.incidents()).toMatchObject([{ status: 'acknowledged', summary: 'The rollback is stuck' }]);
    expect(paging.incidents()[0]?.events).toHaveLength(4);
    for (const { received_at } of paging.incidents()[0]?.events ?? []) expect(Date.parse(received_at)).not.toBeNaN();
  });

  it('resolves, and opens anew with the next trigger', async () => {
    await enqueue(anEvent());
    await enqueue(anEvent({ event_action: 'resolve', payload: undefined }));
    expect(paging.incidents()[0]?.status).toBe('resolved');
    await enqueue(anEvent({}, { summary: 'Again' }));
    expect(paging.incidents()[0]).toMatchObject({ status: 'triggered', summary: 'Again' });
  });

  it('makes up a dedup key when a trigger has none', async () => {
    const { json } = await enqueue(anEvent({ dedup_key: undefined }));
    expect(json.dedup_key).toMatch(/^[0-9a-f]{32}$/);
    expect(paging.incidents()[0]?.dedup_key).toBe(json.dedup_key);
  });

  it('accepts a resolve for what it does not know without an incident', async () => {
    expect((await enqueue(anEvent({ event_action: 'resolve' }))).status).toBe(202);
    expect(paging.incidents()).toEqual([]);
  });

  it.each([
    ['a body that is not JSON', '{', 'must be a JSON object'],
    ['an array', [], 'must be a JSON object'],
    ['a routing key of 31 characters', anEvent({ routing_key: 'a'.repeat(31) }), 'routing_key'],
    ['no routing key', anEvent({ routing_key: undefined }), 'routing_key'],
    ['an unknown action', anEvent({ event_action: 'page' }), 'event_action'],
    ['an acknowledgement of nothing', anEvent({ event_action: 'acknowledge', dedup_key: undefined }), 'dedup_key'],
    ['a dedup key of 256 characters', anEvent({ dedup_key: 'k'.repeat(256) }), 'dedup_key'],
    ['no payload', anEvent({ payload: undefined }), 'payload'],
    ['no summary', anEvent({}, { summary: '' }), 'payload.summary'],
    ['a summary of 1025 characters', anEvent({}, { summary: 's'.repeat(1025) }), 'payload.summary'],
    ['no source', anEvent({}, { source: undefined }), 'payload.source'],
    ['an unknown severity', anEvent({}, { severity: 'high' }), 'payload.severity'],
  ])('refuses %s and says why', async (_, event, why) => {
    const { status, json } = await enqueue(event);
    expect(status).toBe(400);
    expect(json).toMatchObject({
      status: 'invalid event',
      message: 'Event object is invalid',
      errors: [expect.stringContaining(why)],
    });
    expect(paging.incidents()).toEqual([]);
  });

  it('accepts a summary of exactly 1024 characters', async () => {
    expect((await enqueue(anEvent({}, { summary: 's'.repeat(1024) }))).status).toBe(202);
  });

  it('answers 429 as often as it was told to, and records nothing', async () => {
    await fetch(`${paging.url}/refusals`, { method: 'PUT', body: '{"times":2}' });
    const statuses = [];
    for (let sent = 0; sent < 3; sent += 1) statuses.push((await enqueue(anEvent())).status);
    expect(statuses).toEqual([429, 429, 202]);
    expect(paging.incidents()[0]?.events).toHaveLength(1);
  });

  it('is read back and cleared over HTTP', async () => {
    await enqueue(anEvent());
    const read = async () => (await (await fetch(`${paging.url}/incidents`)).json()) as { incidents: unknown[] };
    expect((await read()).incidents).toEqual(paging.incidents());
    await fetch(`${paging.url}/incidents`, { method: 'DELETE' });
    expect((await read()).incidents).toEqual([]);
  });

  it('says clearly that its port is taken', async () => {
    await expect(createPagingDouble({ port: paging.port })).rejects.toThrow(`127.0.0.1:${paging.port}`);
  });
});
