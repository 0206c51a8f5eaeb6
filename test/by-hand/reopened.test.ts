// Design §5.10: a new alert in the hour after a rollback starts one that shares thread and incident, from webhook to chat.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { until } from '../../sandbox/processes/until.js';
import { createServer } from '../../src/server/create-server.js';
import { newToken, tokensOf } from '../../src/server/tokens.js';
import { aDelivery, anAlert } from '../server/fixtures/alerts.js';
import { aNight, type Night } from './a-night.js';

let night: Night;
beforeAll(async () => {
  vi.stubEnv('SLACK_BOT_TOKEN', 'xoxb-sandbox');
  vi.stubEnv('PAGERDUTY_API_TOKEN', 'pagerduty-sandbox');
  // The hour of the monitor is a minute.
  night = await aNight({ pace: 60 });
});
afterAll(async () => {
  await night?.stop();
  vi.unstubAllEnvs();
});

interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs?: string;
  readonly text: string;
}
interface Told {
  readonly incident: string;
  readonly what: string;
  readonly text?: string;
}

async function seen<T>(double: 'slack' | 'paging'): Promise<readonly T[]> {
  const answer = await fetch(new URL(`/${double}`, night.production.sandbox.urls.control));
  return ((await answer.json()) as { messages: readonly T[] }).messages;
}
const inIncidents = async () => (await seen<Message>('slack')).filter(({ channel }) => channel === '#incidents');

describe('a new alert while a rollback is monitored', () => {
  it('starts one of its own, told in the same thread, and in an incident that names the former', async () => {
    const { service, id, temporal, start, until: runs, report } = await night.patient('reopened');
    const sender = newToken('alertmanager', ['sender']);
    const { client, services, production } = night;
    const tokens = tokensOf([sender.known]);
    const server = await createServer({ client, services, tokens, aws: production.aws, reports: 'no-such-folder' });
    try {
      await deployed(`${service}-prod`);
      await start();
      const first = await report();
      expect(first, first.headline).toMatchObject({ outcome: 'ROLLED_BACK', to: { version: '1.2.2' } });
      await until('the end was not told', 20_000, async () =>
        (await inIncidents()).some(({ text }) => text.includes('ROLLBACK COMPLETE')) ? true : undefined,
      );

      const labels = { alertname: 'HighLatency', service };
      // What is measured cannot confirm it, so that people are asked.
      const annotations = { summary: 'P95 3 s' };
      const alert = anAlert(labels, {
        startsAt: new Date().toISOString(),
        fingerprint: 'after-the-first',
        annotations,
      });
      const { statusCode, body } = await server.inject({
        method: 'POST',
        url: '/webhooks/alertmanager',
        headers: { authorization: `Bearer ${sender.token}` },
        payload: aDelivery(alert),
      });
      expect([statusCode, body]).toEqual([202, expect.stringContaining('"started"')]);
      // Temporal's command writes null for an empty list.
      const isTold = (told: unknown) => /#incidents.*PagerDuty|PagerDuty.*#incidents/.test(JSON.stringify(told));
      await runs(({ waiting, told }) => waiting?.what === 'approval' && isTold(told), 'the second gate');
      await temporal.run('workflow', 'signal', '--workflow-id', id, '--name', 'reject', '--input', '{"by":"ann"}');
      const second = await report();
      expect(second).toMatchObject({
        outcome: 'ABORTED',
        request: { reopens: first.id },
        incident: first.incident,
        from: { version: '1.2.2' },
      });
      expect(Date.parse(second.times.acceptedAt)).toBeGreaterThan(Date.parse(first.times.closedAt ?? ''));

      const ended = async () => (await inIncidents()).filter(({ text }) => text.includes('Rejected by ann'));
      await until('the second end was not told', 20_000, async () => ((await ended()).length > 0 ? true : undefined));
      const messages = await inIncidents();
      const beginnings = messages.filter(({ threadTs }) => threadTs === undefined);
      expect(beginnings).toHaveLength(1);
      expect(new Set(messages.flatMap(({ threadTs }) => threadTs ?? []))).toEqual(new Set([beginnings[0]?.ts]));

      const paged = (await seen<Told>('paging')).filter(({ text }) => text?.includes(service) === true);
      const [former] = paged.filter(({ what }) => what === 'triggered');
      const link = `Goes on from https://applylens.pagerduty.com/incidents/${former?.incident ?? ''}, which was resolved`;
      const named = paged.filter(({ what, text }) => what === 'note' && text?.startsWith(link) === true);
      expect(named).toHaveLength(1);
      expect(named[0]?.incident).not.toBe(former?.incident);
    } finally {
      await server.close();
    }
  }, 120_000);
});

/** The bad release serves alone. */
async function deployed(service: string): Promise<void> {
  night.production.sandbox.deploy(service);
  await until('the release did not serve', 60_000, async () => {
    const answer = await fetch(new URL('/state', night.production.sandbox.urls.control));
    const { services } = (await answer.json()) as { services: readonly { name: string; deployments: unknown[] }[] };
    const deployments = services.find(({ name }) => name === service)?.deployments ?? [];
    const [only] = deployments as { rolloutState: string; taskDefinition: string }[];
    return deployments.length === 1 && only?.rolloutState === 'COMPLETED' && only.taskDefinition.endsWith(':123')
      ? true
      : undefined;
  });
}
