import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createPagingDouble, type PagingDouble } from '../../../sandbox/paging/paging-double.js';

let paging: PagingDouble;
beforeEach(async () => {
  paging = await createPagingDouble({ port: 0 });
});
afterEach(() => paging.close());

const key = 'rollback/prod/applylens-api';
const manager = { id: 'PMANAGE', type: 'escalation_policy_reference' };

async function send(event_action: string, severity = 'critical', routing_key = 'sandbox0sandbox0sandbox0sandbox0') {
  const payload = { summary: 'applylens-api is rolled back', source: 'runback', severity };
  const body = JSON.stringify({ routing_key, event_action, dedup_key: key, payload });
  return (await fetch(`${paging.url}/v2/enqueue`, { method: 'POST', body })).status;
}

async function ask(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const usual = { authorization: 'Token token=pagerduty-sandbox', from: 'runback@applylens.io' };
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const type = { 'content-type': 'application/json', accept: 'application/vnd.pagerduty+json;version=2' };
  const answer = await fetch(`${paging.restUrl}${path}`, {
    method,
    headers: { ...type, ...usual, ...headers },
    ...content,
  });
  return { status: answer.status, headers: answer.headers, json: (await answer.json()) as Record<string, never> };
}

const found = async (query = ''): Promise<{ id: string; status: string; urgency: string; title: string }[]> =>
  (await ask('GET', `/incidents?incident_key=${encodeURIComponent(key)}${query}`)).json.incidents ?? [];
const openOne = async (): Promise<string> => {
  await send('trigger');
  return (await found())[0]?.id ?? '';
};
const put = (id: string, change: object, headers = {}) =>
  ask('PUT', `/incidents/${id}`, { incident: { type: 'incident_reference', ...change } }, headers);

describe("PagerDuty's incidents over its REST API", () => {
  it('are opened by an event and found by its dedup key, the open ones by status', async () => {
    await send('trigger');
    await send('trigger');
    expect(await found()).toMatchObject([
      {
        status: 'triggered',
        urgency: 'high',
        incident_key: key,
        incident_number: 4711,
        service: { summary: 'ApplyLens' },
      },
    ]);
    await send('resolve');
    await send('trigger', 'warning');
    expect(await found('&statuses[]=triggered&statuses[]=acknowledged')).toMatchObject([{ urgency: 'low' }]);
    expect((await found()).map(({ status }) => status)).toEqual(['resolved', 'triggered']);
    expect((await ask('GET', '/incidents?incident_key=another')).json.incidents).toEqual([]);
  });

  it('are one for each service, even under the same dedup key', async () => {
    await send('trigger');
    await send('trigger', 'critical', 'another0another0another0another0');
    expect(await found()).toHaveLength(2);
    expect(await found('&service_ids[]=PAPPLYL')).toHaveLength(1);
  });

  it('take notes, in order', async () => {
    const id = await openOne();
    for (const content of ['Method 3 has begun', 'Restored'])
      expect((await ask('POST', `/incidents/${id}/notes`, { note: { content } })).status).toBe(201);
    expect((await ask('GET', `/incidents/${id}/notes`)).json.notes).toMatchObject([
      { content: 'Method 3 has begun', user: { summary: 'Runback' } },
      { content: 'Restored' },
    ]);
  });

  it('page the engineering manager by a responder request', async () => {
    const id = await openOne();
    const body = {
      requester_id: 'PRUNBAC',
      message: 'Not restored after 30 minutes',
      responder_request_targets: [{ responder_request_target: manager }],
    };
    const asked = await ask('POST', `/incidents/${id}/responder_requests`, body);
    expect(asked.json).toMatchObject({
      responder_request: { message: body.message, requester: { summary: 'Runback' }, incident: { id } },
    });
    expect(paging.messages().at(-1)).toMatchObject({ what: 'responders requested', pages: ['Maria Lind'] });
    expect(
      (await ask('POST', `/incidents/${id}/responder_requests`, { ...body, requester_id: 'PNOBODY' })).status,
    ).toBe(404);
  });

  it('page the next level, or another policy, when they are escalated', async () => {
    const id = await openOne();
    expect(paging.messages()).toMatchObject([{ what: 'triggered', pages: ['Pedro Alves'], severity: 'critical' }]);
    await put(id, { escalation_level: 2 });
    await put(id, { escalation_policy: manager });
    expect(paging.messages().slice(1)).toMatchObject([
      { what: 'changed', pages: ['Maria Lind'], text: 'escalation_level 2' },
      { what: 'changed', pages: ['Maria Lind'], text: 'escalation_policy PMANAGE' },
    ]);
    expect((await put(id, { escalation_level: 3 })).status).toBe(400);
  });

  it('change urgency, priority and title, and resolve once, for the events as well', async () => {
    const id = await openOne();
    await put(id, { urgency: 'low', title: 'Rolled back', priority: { id: 'PPRIOR1', type: 'priority_reference' } });
    expect(await found()).toMatchObject([{ urgency: 'low', title: 'Rolled back', priority: { summary: 'P1' } }]);
    expect((await put(id, { status: 'resolved' })).status).toBe(200);
    expect(paging.incidents()).toMatchObject([{ status: 'resolved' }]);
    const again = await put(id, { status: 'resolved' });
    expect([again.status, again.json]).toMatchObject([400, { error: { errors: ['Incident Already Resolved'] } }]);
  });

  it('are opened over the REST API unless one is open under the key', async () => {
    const service = { id: 'PAPPLYL', type: 'service_reference' };
    const incident = { type: 'incident', title: 'By hand', service, incident_key: key };
    expect((await ask('POST', '/incidents', { incident })).status).toBe(201);
    expect((await ask('POST', '/incidents', { incident })).json).toMatchObject({
      error: { errors: ['Open incident with matching dedup key already exists on this service'] },
    });
  });
});

describe("PagerDuty's REST API", () => {
  it.each([
    ['no token', { authorization: '' }, 401],
    ['a bearer token', { authorization: 'Bearer pagerduty-sandbox' }, 401],
    ['a token that may only read', { authorization: 'Token token=pagerduty-sandbox-read-only' }, 403],
    ['somebody unknown', { from: 'who@example.com' }, 400],
    ['nobody', { from: '' }, 400],
  ])('takes no change from %s', async (_, headers: Record<string, string>, status) => {
    const id = await openOne();
    expect((await put(id, { urgency: 'low' }, headers)).status).toBe(status);
    expect((await found())[0]?.urgency).toBe('high');
  });

  it('says which incident and which fields it does not know', async () => {
    expect((await ask('GET', '/incidents/QNONE')).json).toEqual({ error: { message: 'Not Found', code: 2100 } });
    const id = await openOne();
    const refused = await ask('POST', `/incidents/${id}/notes`, { note: {} });
    const says = { error: { code: 2001, errors: [expect.stringContaining('note.content')] } };
    expect([refused.status, refused.json]).toMatchObject([400, says]);
  });

  it('lists people, policies, services and priorities', async () => {
    const policies = await ask('GET', '/escalation_policies?query=manager');
    expect(policies.json.escalation_policies).toMatchObject([{ id: 'PMANAGE' }]);
    expect((await ask('GET', '/users?query=runback%40')).json.users).toMatchObject([{ id: 'PRUNBAC' }]);
    expect((await ask('GET', '/services')).json.services).toMatchObject([{ id: 'PAPPLYL' }, { id: 'PESCALA' }]);
    expect((await ask('GET', '/priorities')).json.priorities).toHaveLength(5);
  });

  it('has the faults that it is told to have, of events or of its own', async () => {
    const id = await openOne();
    paging.faults.inject({ fault: 'rate-limit', times: 1, retryAfterSeconds: 9, about: '/notes' });
    paging.faults.inject({ fault: 'error', times: 1, retryAfterSeconds: 1, about: '/v2/enqueue' });
    const limited = await ask('POST', `/incidents/${id}/notes`, { note: { content: 'x' } });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '9']);
    expect(await send('resolve')).toBe(500);
    paging.faults.inject({ fault: 'drop-answer', times: 1, retryAfterSeconds: 1 });
    await expect(ask('POST', `/incidents/${id}/notes`, { note: { content: 'heard' } })).rejects.toThrow();
    expect((await ask('GET', `/incidents/${id}/notes`)).json.notes).toMatchObject([{ content: 'heard' }]);
  });
});
