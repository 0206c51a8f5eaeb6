import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import { createServer } from '../../src/server/create-server.js';
import { newToken, tokensOf } from '../../src/server/tokens.js';
import { aNight, type Night } from './a-night.js';
import { type Alerting, hasAlerting, rulesByHand, rulesPrinted, startAlerting } from './real-alerting.js';

const pace = 60;
const sender = newToken('alertmanager', ['sender']);
const viewer = newToken('olga', ['viewer']);

describe.skipIf(!hasAlerting)('a real Prometheus and a real Alertmanager, set up as documented', () => {
  let night: Night;
  beforeAll(async () => {
    night = await aNight({ pace });
  });
  afterAll(() => night?.stop());

  /** Deploys a bad release under rules of Prometheus, and answers with the report of the rollback that they brought about. */
  async function rolledBack(name: string, { rulesFor, recorded, deliveries }: Given) {
    const { service, id, entry, report } = await night.patient(name);
    const { server, address, became } = await aListener();
    let alerting: Alerting | undefined;
    const runs = async () => {
      const query = `WorkflowId = "${id}"`;
      return (await night.client.workflowService.countWorkflowExecutions({ namespace: 'default', query })).count;
    };
    try {
      const scraped = new URL(night.production.sandbox.urls.prometheus).host;
      const webhook = `${address}/webhooks/alertmanager`;
      const rules = await rulesFor(entry);
      const started = await startAlerting({ scraped, webhook, token: sender.token, rules });
      alerting = started;
      if (recorded !== undefined)
        await expect.poll(() => started.valueOf(recorded), { timeout: 45_000 }).toBeGreaterThan(entry.minimumSample);
      night.production.sandbox.deploy(`${service}-prod`);
      await expect
        .poll(async () => (await runs()).toNumber(), { timeout: 45_000, interval: 200 })
        .toBe(1)
        .catch(withLines(started));
      const ended = await report();
      await expect.poll(started.delivered, { timeout: 10_000 }).toBeGreaterThanOrEqual(deliveries);
      expect(await became(service)).toContain('started');
      expect((await runs()).toNumber()).toBe(1);
      return ended;
    } finally {
      await alerting?.stop();
      await server.close();
    }
  }

  async function aListener() {
    const server = await createServer({
      client: night.client,
      services: night.services,
      tokens: tokensOf([sender.known, viewer.known]),
      aws: night.production.aws,
      reports: 'no-such-folder',
    });
    const address = await server.listen({ host: '127.0.0.1', port: 0 });
    const headers = { authorization: `Bearer ${viewer.token}` };
    const became = async (service: string) => {
      const { records } = (await (await fetch(`${address}/webhooks/records`, { headers })).json()) as Records;
      return records.filter((record) => record.service === service).map((record) => record.became);
    };
    return { server, address, became };
  }

  const asWanted = {
    outcome: 'ROLLED_BACK',
    trigger: { kind: 'alert', name: 'ErrorRateSpike' },
    from: { version: '1.2.3' },
    to: { version: '1.2.2' },
    severity: 'SEV1',
  };

  it('start one rollback of a bad release, however often the alert is delivered', async () => {
    // The runbook's five minutes at this pace, and a little, so that Runback's own measurement agrees.
    const ended = await rolledBack('by-alert', {
      rulesFor: () => rulesByHand(Math.ceil(300 / pace) + 3),
      deliveries: 3,
    });
    expect(ended, ended.headline).toMatchObject(asWanted);
  }, 90_000);

  it("start one rollback under the rules that are printed, confirmed by Runback's own measurement", async () => {
    const ended = await rolledBack('by-rules', {
      rulesFor: async (entry) => rulesPrinted(entry),
      recorded: `runback:requests:${3_600 / pace}s offset ${300 / pace}s`,
      deliveries: 1,
    });
    expect(ended, ended.headline).toMatchObject({ ...asWanted, approvals: [{ decision: 'not asked' }] });
  }, 150_000);
});

interface Given {
  readonly rulesFor: (entry: CatalogueEntry) => Promise<string>;
  /** The series that has to be there, with enough requests, before the release is deployed. */
  readonly recorded?: string;
  /** So many at least. */
  readonly deliveries: number;
}

interface Records {
  readonly records: readonly { readonly service: string | null; readonly became: string }[];
}

const withLines = (alerting: Alerting) => (error: unknown) => {
  throw new Error(`${String(error)}\n${alerting.lines.join('\n')}`);
};
