import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../../src/catalogue/catalogue.js';
import { alertOf, type IncomingAlert } from '../../../src/server/webhooks/incoming.js';
import { createPageUnmatched } from '../../../src/server/webhooks/unmatched.js';
import { anEntry } from '../../support/an-entry.js';
import { aReceiver, authorised } from './a-receiver.js';

interface StartOptions {
  readonly workflowId: string;
  readonly args: readonly { readonly unmatched: { readonly others?: true } }[];
}

function aTemporal() {
  const started: StartOptions[] = [];
  const temporal = { isDown: false, started };
  const start = async (_: string, options: StartOptions) => {
    if (temporal.isDown) throw new Error('not reached');
    if (started.some(({ workflowId }) => workflowId === options.workflowId))
      throw new WorkflowExecutionAlreadyStartedError('started', options.workflowId, 'unmatchedAlert');
    started.push(options);
  };
  const withDeadline = async <T>(_: number, ask: () => Promise<T>): Promise<T> => ask();
  return { ...temporal, temporal, client: { workflow: { start }, withDeadline } as unknown as Client };
}

const services = catalogueOf([anEntry()]);
const anAlert = (fingerprint: string, startsAt = '2026-11-23T03:00:00Z'): IncomingAlert => ({
  alert: alertOf({ source: 'alertmanager', name: 'ErrorRate', status: 'firing', fingerprint, startsAt }),
  service: 'chekout',
  environment: 'prod',
  severity: 'SEV1',
});

describe('paging for critical alerts that match no service', () => {
  it('happens once for each alert, however often it is delivered and after a restart too', async () => {
    const { client, started } = aTemporal();
    const page = createPageUnmatched({ client, services });
    await Promise.all([page(anAlert('a')), page(anAlert('a'))]);
    await page(anAlert('a'));
    await createPageUnmatched({ client, services })(anAlert('a'));
    expect(started).toHaveLength(1);
    await page(anAlert('b'));
    await page(anAlert('a', '2026-11-23T09:00:00Z'));
    expect(started).toHaveLength(3);
  });

  it('is limited in a flood, whose last page says so, and goes on an hour later', async () => {
    const { client, started } = aTemporal();
    let now = 0;
    const page = createPageUnmatched({ client, services, now: () => now });
    for (let each = 0; each < 1_000; each += 1) await page(anAlert(`flood-${each}`));
    expect(started).toHaveLength(20);
    expect(started.map(({ args }) => args[0]?.unmatched.others).lastIndexOf(true)).toBe(19);
    now = 3_600_000;
    await page(anAlert('later'));
    expect(started).toHaveLength(21);
  });

  it('is limited by the pages of the last hour in a flood that goes on, not by its deliveries', async () => {
    const { client, started } = aTemporal();
    let now = 0;
    const page = createPageUnmatched({ client, services, now: () => now });
    for (let minute = 0; minute < 180; minute += 1) {
      now = minute * 60_000;
      await page(anAlert(`flood-${minute}`));
    }
    expect(started).toHaveLength(60);
  });

  it('is tried again with the next delivery where Temporal was not reached', async () => {
    const { client, started, temporal } = aTemporal();
    const page = createPageUnmatched({ client, services });
    temporal.isDown = true;
    await expect(page(anAlert('a'))).rejects.toThrow('Paging for an alert that matches no service');
    temporal.isDown = false;
    await page(anAlert('a'));
    expect(started).toHaveLength(1);
  });

  it('asks nobody where the catalogue has no paging', async () => {
    const { client, started } = aTemporal();
    const { paging: _paging, ...unpaged } = anEntry();
    await createPageUnmatched({ client, services: catalogueOf([unpaged]) })(anAlert('a'));
    expect(started).toEqual([]);
  });
});

describe('an alert that matches no service', () => {
  const sent = (given: object) => ({
    alerts: [{ service: 'chekout', environment: 'prod', name: 'ErrorRate', severity: 'critical', ...given }],
  });

  it('is paged for where it is critical, and its sender hears it', async () => {
    const receiver = await aReceiver();
    const { status, alerts } = await receiver.send('generic', sent({}), authorised);
    expect(status).toBe(202);
    expect(alerts).toMatchObject([{ became: 'unknown service' }]);
    expect(alerts[0]?.said).toContain('Nothing was started. Critical: whoever is on call is paged once');
    expect(receiver.paged).toHaveLength(1);
    await receiver.server.close();
  });

  it.each([
    ['it is not critical', { severity: 'warning' }],
    ['it says nothing of it', { severity: undefined }],
    ['it is over', { status: 'resolved' }],
    ['it is known', { service: 'applylens-api' }],
  ])('is not paged for where %s', async (_, given) => {
    const receiver = await aReceiver();
    expect((await receiver.send('generic', sent(given), authorised)).status).toBe(202);
    expect(receiver.paged).toEqual([]);
    await receiver.server.close();
  });

  it('is answered 503 where nobody can be asked to page, so that it is sent again', async () => {
    const receiver = await aReceiver();
    receiver.isDown = true;
    expect((await receiver.send('generic', sent({}), authorised)).status).toBe(503);
    await receiver.server.close();
  });
});
