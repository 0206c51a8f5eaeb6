import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from '../../src/server/create-server.js';
import { newToken, tokensOf } from '../../src/server/tokens.js';
import { aNight, type Night } from './a-night.js';
import { type Alerting, hasAlerting, startAlerting } from './real-alerting.js';

const pace = 60;

describe.skipIf(!hasAlerting)('a real Prometheus and a real Alertmanager, set up as documented', () => {
  let night: Night;
  beforeAll(async () => {
    night = await aNight({ pace });
  });
  afterAll(() => night?.stop());

  it('start one rollback of a bad release, however often the alert is delivered', async () => {
    const { service, id, report } = await night.patient('by-alert');
    const sender = newToken('alertmanager', ['sender']);
    const viewer = newToken('olga', ['viewer']);
    const server = await createServer({
      client: night.client,
      services: night.services,
      tokens: tokensOf([sender.known, viewer.known]),
      aws: night.production.aws,
      reports: 'no-such-folder',
    });
    const address = await server.listen({ host: '127.0.0.1', port: 0 });
    let alerting: Alerting | undefined;
    const headers = { authorization: `Bearer ${viewer.token}` };
    const became = async () => {
      const { records } = (await (await fetch(`${address}/webhooks/records`, { headers })).json()) as Records;
      return records.filter((record) => record.service === service).map((record) => record.became);
    };
    const runs = async () =>
      (
        await night.client.workflowService.countWorkflowExecutions({
          namespace: 'default',
          query: `WorkflowId = "${id}"`,
        })
      ).count.toNumber();
    try {
      const scraped = new URL(night.production.sandbox.urls.prometheus).host;
      const webhook = `${address}/webhooks/alertmanager`;
      // The runbook's five minutes at this pace, and a little, so that Runback's own measurement agrees.
      alerting = await startAlerting({ scraped, webhook, token: sender.token, forSeconds: Math.ceil(300 / pace) + 3 });
      night.production.sandbox.deploy(`${service}-prod`);
      await expect.poll(runs, { timeout: 45_000, interval: 200 }).toBe(1).catch(withLines(alerting));
      const ended = await report();
      expect(ended, ended.headline).toMatchObject({
        outcome: 'ROLLED_BACK',
        trigger: { kind: 'alert', name: 'ErrorRateSpike' },
        from: { version: '1.2.3' },
        to: { version: '1.2.2' },
        severity: 'SEV1',
      });
      await expect.poll(alerting.delivered, { timeout: 10_000 }).toBeGreaterThan(2);
      expect(await became()).toContain('started');
      expect(await runs()).toBe(1);
    } finally {
      await alerting?.stop();
      await server.close();
    }
  }, 90_000);
});

interface Records {
  readonly records: readonly { readonly service: string | null; readonly became: string }[];
}

const withLines = (alerting: Alerting) => (error: unknown) => {
  throw new Error(`${String(error)}\n${alerting.lines.join('\n')}`);
};
