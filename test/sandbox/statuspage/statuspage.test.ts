import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type StatuspageDouble, startStatuspageDouble } from '../../../sandbox/statuspage/statuspage-double.js';

let statuspage: StatuspageDouble;
beforeEach(async () => {
  statuspage = await startStatuspageDouble({ port: 0 });
});
afterEach(() => statuspage.close());

const usual = { authorization: 'OAuth statuspage-sandbox' };

async function ask(method: string, path: string, incident?: object, headers: Record<string, string> = usual) {
  const content = incident === undefined ? {} : { body: JSON.stringify({ incident }) };
  const type = { 'content-type': 'application/json' };
  const url = `${statuspage.url}/v1/pages/kctbh9applyl${path}`;
  const answer = await fetch(url, { method, headers: { ...type, ...headers }, ...content });
  return { status: answer.status, headers: answer.headers, json: (await answer.json()) as Record<string, never> };
}

const opened = async (more: object = {}): Promise<string> => {
  const { json } = await ask('POST', '/incidents', { name: 'Service Degradation', body: 'We look', ...more });
  return json.id ?? '';
};

describe("Statuspage's double", () => {
  it('keeps the updates of an incident in order, from investigating to resolved', async () => {
    const id = await opened({ status: 'investigating', components: { api00applyle: 'partial_outage' } });
    await ask('PATCH', `/incidents/${id}`, { status: 'monitoring', body: 'We watch', deliver_notifications: false });
    expect((await ask('GET', '/incidents/unresolved')).json).toMatchObject([{ id, resolved_at: null }]);
    const over = { name: 'Service Degradation Resolved', status: 'resolved', body: 'All is well' };
    const { json } = await ask('PATCH', `/incidents/${id}`, { ...over, components: { api00applyle: 'operational' } });
    expect(json).toMatchObject({ status: 'resolved', name: over.name, resolved_at: expect.stringMatching(/Z$/) });
    expect(json.incident_updates).toMatchObject([{ body: 'All is well' }, { body: 'We watch' }, { body: 'We look' }]);
    expect(statuspage.messages()).toMatchObject([
      {
        status: 'investigating',
        body: 'We look',
        isDelivered: true,
        components: [{ from: 'operational', to: 'partial_outage' }],
      },
      { status: 'monitoring', body: 'We watch', isDelivered: false },
      { status: 'resolved', body: 'All is well', components: [{ to: 'operational' }] },
    ]);
    expect((await ask('GET', '/incidents/unresolved')).json).toEqual([]);
  });

  it('lists all incidents newest first, one by its id, and the components as they are', async () => {
    const [first, second] = [await opened(), await opened({ components: { agentsapplyl: 'major_outage' } })];
    expect((await ask('GET', '/incidents')).json).toMatchObject([{ id: second }, { id: first }]);
    expect((await ask('GET', `/incidents/${first}`)).json).toMatchObject({
      status: 'investigating',
      page_id: 'kctbh9applyl',
    });
    expect((await ask('GET', '/components')).json).toMatchObject([
      { status: 'operational' },
      { status: 'major_outage' },
    ]);
  });

  it.each([
    ['no name', { name: '' }, "Name can't be blank"],
    ['another status', { status: 'mending' }, 'incident.status'],
    ['an unknown component', { components: { other: 'operational' } }, 'Component other does not exist'],
  ])('refuses %s', async (_, more, why) => {
    const refused = await ask('POST', '/incidents', { name: 'Service Degradation', ...more });
    expect([refused.status, refused.json.error]).toEqual([422, [expect.stringContaining(why)]]);
    expect(statuspage.messages()).toEqual([]);
  });

  it('takes its own key only, and knows one page', async () => {
    expect((await ask('GET', '/incidents', undefined, {})).status).toBe(401);
    expect((await ask('GET', '/incidents', undefined, { authorization: 'Bearer statuspage-sandbox' })).status).toBe(
      401,
    );
    const other = await fetch(`${statuspage.url}/v1/pages/other/incidents`, { headers: usual });
    expect(other.status).toBe(404);
    expect((await ask('PATCH', '/incidents/none', { status: 'resolved' })).status).toBe(404);
  });

  it('answers 420 after sixty requests in a minute', async () => {
    const statuses = [];
    for (let count = 0; count < 61; count += 1) statuses.push((await ask('GET', '/components')).status);
    expect([statuses.filter((each) => each === 200).length, statuses.at(-1)]).toEqual([60, 420]);
    const limited = await ask('GET', '/components');
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('has the faults that it is told to have', async () => {
    statuspage.faults.inject({ fault: 'rate-limit', times: 1, retryAfterSeconds: 3 });
    const limited = await ask('POST', '/incidents', { name: 'x' });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '3']);
    statuspage.faults.inject({ fault: 'drop-answer', times: 1, retryAfterSeconds: 1 });
    await expect(ask('POST', '/incidents', { name: 'x', body: 'We look' })).rejects.toThrow();
    expect(statuspage.messages()).toMatchObject([{ body: 'We look' }]);
  });
});
