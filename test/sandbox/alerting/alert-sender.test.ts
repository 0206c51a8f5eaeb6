import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { type AlertSenderOptions, createAlertSender } from '../../../sandbox/alerting/alert-sender.js';
import type { AlertRule } from '../../../sandbox/alerting/rule.js';
import { type ManualClock, manualClock } from '../metrics/manual-clock.js';
import { type AReceiver, aReceiver } from './a-receiver.js';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const rule: AlertRule = {
  alertname: 'ErrorRateSpike',
  expr: 'error_rate > 0.05',
  forMs: 3000,
  labels: { severity: 'critical' },
  annotations: { summary: 'error rate {{ $value | humanizePercentage }}' },
};

let receiver: AReceiver;
let clock: ManualClock;
let bad: string[];
const troubles: string[] = [];
const stops: (() => Promise<void>)[] = [];

beforeEach(async () => {
  receiver = await aReceiver();
  clock = manualClock(startMs);
  bad = ['applylens-api'];
  troubles.length = 0;
});

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  await receiver.close();
});

function aSender(options: Partial<AlertSenderOptions> = {}) {
  const sender = createAlertSender({
    evaluate: () => bad.map((service) => ({ labels: { service }, value: 0.2 })),
    rules: [rule],
    evaluationIntervalMs: 1000,
    groupWaitMs: 500,
    repeatIntervalMs: 60_000,
    receiver: { url: receiver.url, bearerToken: 'tok-123' },
    clock,
    onTrouble: (reason) => troubles.push(reason),
    ...options,
  });
  stops.push(() => sender.stop());
  sender.start();
  return sender;
}

/** In steps of half a second; after each, everything under way has been done but the evaluations and `groups` groups. */
async function pass(seconds: number, groups: number): Promise<void> {
  for (let half = 0; half < seconds * 2; half += 1) {
    await clock.advance(500);
    await clock.untilAsleep(1 + groups);
  }
}

const statuses = (): string[] => receiver.received.map(({ body }) => body.status);

describe('the alert sender', () => {
  it('sends nothing while an alert is pending, and a firing webhook after its duration and the group wait', async () => {
    const sender = aSender();
    await pass(2.5, 0);
    expect(sender.alerts()).toMatchObject([{ state: 'pending' }]);
    await pass(0.5, 1);
    expect(receiver.received).toEqual([]);
    await pass(0.5, 1);
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.body).toMatchObject({
      status: 'firing',
      receiver: 'runback',
      groupKey: '{}:{alertname="ErrorRateSpike", service="applylens-api"}',
      alerts: [{ startsAt: '2026-01-01T00:00:03Z', annotations: { summary: 'error rate 20%' } }],
    });
  });

  it('authenticates with its bearer token and calls itself Alertmanager', async () => {
    aSender({ rules: [{ ...rule, forMs: 0 }] });
    await clock.untilAsleep(2);
    await pass(0.5, 1);
    expect(receiver.received[0]?.method).toBe('POST');
    expect(receiver.received[0]?.headers).toMatchObject({
      authorization: 'Bearer tok-123',
      'content-type': 'application/json',
      'user-agent': 'Alertmanager/0.25.0',
    });
  });

  it('tells once more when the alert is resolved, and then no more', async () => {
    aSender({ rules: [{ ...rule, forMs: 0 }] });
    await clock.untilAsleep(2);
    await pass(2, 1);
    bad = [];
    await clock.advance(2000);
    await clock.untilAsleep(1);
    await pass(10, 0);
    expect(statuses()).toEqual(['firing', 'resolved']);
    expect(receiver.received[1]?.body.alerts[0]).toMatchObject({
      status: 'resolved',
      fingerprint: receiver.received[0]?.body.alerts[0]?.fingerprint,
      endsAt: '2026-01-01T00:00:03Z',
    });
  });

  it('repeats a firing alert at the repeat interval, with the same start', async () => {
    aSender({ rules: [{ ...rule, forMs: 0 }], repeatIntervalMs: 10_000 });
    await clock.untilAsleep(2);
    await pass(25, 1);
    expect(statuses()).toEqual(['firing', 'firing', 'firing']);
    expect(new Set(receiver.received.map(({ body }) => body.alerts[0]?.startsAt)).size).toBe(1);
  });

  it('tells of services apart', async () => {
    bad = ['a', 'b'];
    aSender({ rules: [{ ...rule, forMs: 0 }] });
    await clock.untilAsleep(3);
    await pass(1, 2);
    expect(receiver.received.map(({ body }) => body.groupLabels.service).sort()).toEqual(['a', 'b']);
  });

  it.each([[503, 500] as const, ['hang up', 502] as const])('tries again after %s and %s', async (first, second) => {
    receiver.answers.push(first, second);
    aSender({ rules: [{ ...rule, forMs: 0 }] });
    await clock.untilAsleep(2);
    await pass(3, 1);
    expect(statuses()).toEqual(['firing', 'firing', 'firing']);
    expect(troubles).toEqual([]);
  });

  it('reports a receiver that stays away, and tells it when it is back', async () => {
    receiver.answers.push(...Array.from({ length: 40 }, () => 503));
    aSender({ rules: [{ ...rule, forMs: 0 }] });
    await clock.untilAsleep(2);
    await pass(12, 1);
    expect(troubles[0]).toMatch(
      /not delivered in \d+ attempts: .* answered 503: not now. See whether the receiver runs/,
    );
    receiver.answers.length = 0;
    await pass(12, 1);
    const sent = receiver.received.length;
    await pass(12, 1);
    expect(receiver.received).toHaveLength(sent);
  });

  it('drops what is refused for good, and says why', async () => {
    receiver.answers.push(401);
    aSender({ rules: [{ ...rule, forMs: 0 }] });
    await clock.untilAsleep(2);
    await pass(10, 1);
    expect(receiver.received).toHaveLength(1);
    expect(troubles).toEqual([
      `The alert was dropped: ${receiver.url} answered 401: not now. A refusal is not retried; correct the receiver's address or token.`,
    ]);
  });

  it('resolves nothing because a rule could not be evaluated', async () => {
    const evaluate = vi.fn<AlertSenderOptions['evaluate']>(() => [{ labels: { service: 'a' }, value: 1 }]);
    const sender = aSender({ evaluate, rules: [{ ...rule, forMs: 0 }] });
    await clock.untilAsleep(2);
    await pass(1, 1);
    evaluate.mockRejectedValue(new Error('the store is gone'));
    await pass(5, 1);
    expect(statuses()).toEqual(['firing']);
    expect(sender.alerts()).toMatchObject([{ state: 'firing' }]);
    expect(troubles[0]).toBe('The alert rule ErrorRateSpike could not be evaluated: the store is gone');
  });

  it('refuses a rule whose template it cannot expand', () => {
    const annotations = { summary: '{{ $value | humanizeDuration }}' };
    expect(() => createAlertSender({ ...anyOptions(), rules: [{ ...rule, annotations }] })).toThrow(
      /template \{\{ \$value \| humanizeDuration \}\} is not supported/,
    );
  });

  it('stops in the middle of a delivery', async () => {
    receiver.answers.push(...Array.from({ length: 40 }, () => 503));
    const sender = aSender({ rules: [{ ...rule, forMs: 0 }] });
    await clock.untilAsleep(2);
    await pass(1, 1);
    await sender.stop();
    await clock.untilAsleep(0);
    expect(troubles).toEqual([]);
  });
});

function anyOptions(): AlertSenderOptions {
  return {
    evaluate: () => [],
    rules: [rule],
    evaluationIntervalMs: 1000,
    groupWaitMs: 0,
    repeatIntervalMs: 1000,
    receiver: { url: receiver.url, bearerToken: 't' },
  };
}
