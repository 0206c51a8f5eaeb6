import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { tellChannel } from '../../../activities/notifiers/index.js';
import { routingKey } from '../../../sandbox/paging/account.js';
import { createPagingDouble, type PagingDouble } from '../../../sandbox/paging/paging-double.js';
import { faultShape } from '../../../sandbox/web-double.js';
import type { Delivered, Notice, Thread } from '../../../src/notice.js';
import { aNotice, anIncident, wellEnded } from '../../support/a-notice.js';
import { anEntry } from '../../support/an-entry.js';

let double: PagingDouble;
beforeAll(() => vi.stubEnv('PAGERDUTY_API_TOKEN', 'pagerduty-sandbox'));
afterAll(() => vi.unstubAllEnvs());
beforeEach(async () => {
  double = await createPagingDouble({ port: 0 });
});
afterEach(() => double.close());

const tell = async (
  notice: Notice,
  { thread, again = false }: { thread?: Thread | undefined; again?: boolean } = {},
): Promise<Partial<Delivered>> => {
  const pagerduty = {
    api: double.restUrl,
    token: 'env:PAGERDUTY_API_TOKEN',
    from: 'runback@applylens.io',
    service: 'PAPPLYL',
  };
  const entry = anEntry({ pagerduty, timings: { httpTimeout: 500 } });
  const told = await tellChannel({
    entry,
    channel: 'PagerDuty',
    incident: anIncident,
    notice,
    again,
    ...(thread === undefined ? {} : { thread }),
  });
  return told ?? {};
};
const whatHappened = () => double.messages().map(({ what }) => what);
const fault = (given: object) => double.faults.inject(faultShape.parse(given));

describe('PagerDuty', () => {
  it('has an incident that is opened, noted and resolved at the end', async () => {
    const { thread, link } = await tell(aNotice());
    expect(link).toMatch(/^https?:/);
    await tell(aNotice({ id: 'run-1/2', kind: 'asked', says: 'Waiting for approval' }), { thread });
    await tell(aNotice({ id: 'run-1/3', kind: 'changed' }), { thread });
    await tell(aNotice({ id: 'run-1/4', kind: 'closed', ended: wellEnded }), { thread });
    expect(whatHappened()).toEqual(['triggered', 'note', 'note', 'note', 'resolved']);
  });

  it('has another incident when a rollback begins after the first one was resolved', async () => {
    const { thread: first } = await tell(aNotice());
    const { thread: resolved } = await tell(aNotice({ id: 'run-1/4', kind: 'closed', ended: wellEnded }), {
      thread: first,
    });
    const { thread: second } = await tell(aNotice({ id: 'run-2/1', runKey: 'run-2' }), { thread: resolved });
    expect(second?.incident).not.toBe(first?.incident);
    expect(JSON.stringify(double.messages().at(-1))).toContain(`Goes on from ${first?.link ?? ''}`);
    expect(whatHappened()).toEqual(['triggered', 'note', 'note', 'resolved', 'triggered', 'note']);
  });

  it('stays open where production still needs somebody', async () => {
    const { thread } = await tell(aNotice());
    const ended = { ...wellEnded, outcome: 'NOT_RECOVERED', recovered: false } as const;
    await tell(aNotice({ id: 'run-1/2', kind: 'closed', ended }), { thread });
    expect(whatHappened()).toEqual(['triggered', 'note', 'note']);
  });

  it('has one incident and one note when the answers are lost', async () => {
    fault({ fault: 'drop-answer', about: '/incidents', method: 'POST' });
    await expect(tell(aNotice())).rejects.toMatchObject({ type: 'ChannelUnavailable' });
    fault({ fault: 'drop-answer', about: '/notes', method: 'POST' });
    await expect(tell(aNotice(), { again: true })).rejects.toMatchObject({ type: 'ChannelUnavailable' });
    await tell(aNotice(), { again: true });
    expect(whatHappened()).toEqual(['triggered', 'note']);
  });

  it('joins the incident that somebody works on already, and leaves its end to him', async () => {
    const somebody = { authorization: 'Token token=pagerduty-sandbox', from: 'runback@applylens.io' };
    const incident = { type: 'incident', title: '5xx', service: { id: 'PAPPLYL', type: 'service_reference' } };
    await fetch(`${double.restUrl}/incidents`, {
      method: 'POST',
      headers: { ...somebody, 'content-type': 'application/json' },
      body: JSON.stringify({ incident }),
    });
    const { thread } = await tell(aNotice());
    expect(Date.parse(thread?.reportedAt ?? '')).toBeLessThanOrEqual(Date.now());
    await tell(aNotice({ id: 'run-1/4', kind: 'closed', ended: wellEnded }), { thread });
    expect(whatHappened()).toEqual(['triggered', 'note', 'note']);
  });

  it('does not join what Runback itself has paged for, which has an end of its own', async () => {
    const payload = { summary: 'Rollback of applylens-api prod needs a person', source: 'x', severity: 'critical' };
    const page = { routing_key: routingKey, event_action: 'trigger', dedup_key: 'runback/rollback/prod/x/operator' };
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ ...page, payload });
    expect((await fetch(`${double.url}/v2/enqueue`, { method: 'POST', headers, body })).status).toBe(202);
    const { thread } = await tell(aNotice());
    expect(thread).toMatchObject({ joined: 'no' });
    await tell(aNotice({ id: 'run-1/4', kind: 'closed', ended: wellEnded }), { thread });
    expect(whatHappened()).toEqual(['triggered', 'triggered', 'note', 'note', 'resolved']);
  });
});
