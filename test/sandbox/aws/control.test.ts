import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aSandbox, type CheckedSandbox, until } from '../../support/a-sandbox.js';
import { type ControlApi, controlOf } from '../../support/control-api.js';

let sandbox: CheckedSandbox;
let control: ControlApi;

beforeAll(async () => {
  sandbox = await aSandbox({ services: 2, requestsPerSecond: 20 });
  control = controlOf(sandbox);
});

afterAll(async () => {
  await sandbox?.stop();
});

describe('the control API', () => {
  it('shows every service with what serves', async () => {
    const serving = (name: string) => ({
      name,
      desired: 4,
      steady: true,
      deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED', taskDefinition: `${name}:121`, runningCount: 4 }],
    });
    expect(await control.get('/state')).toMatchObject({
      services: [serving('applylens-api-prod'), serving('applylens-api-2-prod')],
      updateServiceApplied: 0,
    });
  });

  it('adds a service with the same past and leaves a taken name alone', async () => {
    const added = await control.send('POST', '/services', { name: 'shop-prod' });
    const again = await control.send('POST', '/services', { name: 'shop-prod' });

    expect(added).toMatchObject({ status: 200, json: { name: 'shop-prod' } });
    const url = String(added.json.url);
    expect(await (await fetch(`${url}/version`)).json()).toMatchObject({ version: '1.2.2' });
    expect(again).toMatchObject({
      status: 400,
      json: { detail: 'There is a service shop-prod already; choose another name.' },
    });
  });

  it("deploys the scenario's next release, which fails every fifth request as the metrics show", async () => {
    const service = 'applylens-api-2-prod';
    const { json } = await control.send('POST', '/deploy', { service });
    const failing = 'sum(rate(http_requests_total{service="applylens-api-2",code="500"}[4s]))';
    const all = 'sum(rate(http_requests_total{service="applylens-api-2"}[4s]))';
    expect(json).toMatchObject({ service, taskDefinition: expect.stringMatching(/:123$/) });
    // The tasks fail in step: one second sees a tenth, the next three tenths.
    const isAFifth = (share: number | undefined) => share !== undefined && Math.abs(share - 0.2) < 0.04;
    await until(() => query(`${failing} / ${all}`), isAFifth, { every: 100 });
  });

  it('refuses to deploy a service that is not there', async () => {
    const refused = await control.send('POST', '/deploy', { service: 'gone' });

    expect(refused.status).toBe(400);
  });
});

async function query(promql: string): Promise<number | undefined> {
  const answer = await fetch(`${sandbox.urls.prometheus}/api/v1/query?query=${encodeURIComponent(promql)}`);
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
  const value = data.result[0]?.value[1];
  return value === undefined ? undefined : Number(value);
}
