// What senders send, broken in every way a body can be, and signed all the same: refused or taken, never a failure.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDelivery, anAlert } from '../fixtures/alerts.js';
import { authorised, hmac, now, type Receiver } from './a-receiver.js';
import { alarm, aMessage, anSnsReceiver, type SnsReceiver } from './sns-messages.js';

const dimensions = { ServiceName: 'applylens-web-prod' };
const bodies = {
  alertmanager: aDelivery(anAlert({ service: 'applylens-api' })),
  grafana: {
    ...aDelivery(anAlert({ service: 'applylens-api' })),
    version: '1',
    orgId: 1,
    title: 'x',
    state: 'alerting',
  },
  generic: { id: 'd', alerts: [{ service: 'applylens-api', environment: 'prod', name: 'e', severity: 'sev1' }] },
  datadog: { alert: '1', cycle: '2', transition: 'Triggered', title: 't', tags: 'env:prod,service:applylens-api' },
  eventbridge: {
    id: 'e-1',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    resources: ['arn:aws:cloudwatch:us-east-1:111122223333:alarm:latency'],
    detail: {
      alarmName: 'latency',
      configuration: { metrics: [{ metricStat: { metric: { dimensions } } }] },
      state: { value: 'ALARM', reason: 'above', timestamp: '2026-11-23T03:03:25.471+0000' },
    },
  },
  pagerduty: {
    event: {
      id: '01',
      event_type: 'incident.triggered',
      occurred_at: new Date(now).toISOString(),
      data: {
        id: 'P1',
        title: 't',
        urgency: 'high',
        priority: { summary: 'P1' },
        service: { summary: 'applylens-api' },
      },
    },
  },
  sns: alarm,
} as const;
type Name = keyof typeof bodies;

const odd = fc.constantFrom<unknown>(
  ...[null, true, 0, -1, 1e308, Number.MAX_SAFE_INTEGER + 2, '', ' ', '\u0000', '\ud800', '0001-01-01T00:00:00Z'],
  ...['x'.repeat(30_000), '9'.repeat(400), '2026-13-45T99:99:99Z', [], {}, [[]], { length: -1 }, ['__proto__']],
);

/** One of the fields has another value, or is gone. */
const changed = (body: unknown): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...pathsIn(body)), fc.option(odd, { nil: undefined })).map(([path, value]) => {
    const copy = structuredClone(body);
    put(copy, path, value);
    return JSON.stringify(copy);
  });

function pathsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const own = path.length === 0 ? [] : [path];
  if (typeof value !== 'object' || value === null) return own;
  return [...own, ...Object.entries(value).flatMap(([key, each]) => pathsIn(each, [...path, key]))];
}

function put(within: unknown, [key = '', ...rest]: readonly string[], value: unknown): void {
  const record = within as Record<string, unknown>;
  if (rest.length > 0) return put(record[key], rest, value);
  if (value === undefined) delete record[key];
  else record[key] = value;
}

/** Its text is cut off, has a number that is none, or names a prototype. */
const broken = (body: unknown): fc.Arbitrary<string> => {
  const text = JSON.stringify(body);
  return fc.oneof(
    fc.nat(text.length).map((length) => text.slice(0, length)),
    fc.nat(text.length).map((at) => `${text.slice(0, at)}1e999${text.slice(at)}`),
    fc
      .constantFrom('__proto__', 'constructor', 'toString')
      .map((key) => text.replace('{', `{"${key}":{"polluted":true},`)),
    fc
      .constantFrom('__proto__', 'constructor')
      .map((key) => text.replaceAll(/"(labels|alerts|data|detail)":/g, `"${key}":`)),
    fc.constantFrom('', 'null', '[]', '0', '"', '{}', '\ufeff{}', '[['.repeat(5_000), `{"alerts":${'['.repeat(9_000)}`),
  );
};

process.env.RUNBACK_TEST_BROKEN = 'the secret of the subscription';

describe('whatever is wrong with a body', () => {
  let receiver: Receiver & Pick<SnsReceiver, 'sendSns'>;
  beforeAll(async () => {
    receiver = await anSnsReceiver('sns.pem', { set: { RUNBACK_PAGERDUTY_SECRETS: 'env:RUNBACK_TEST_BROKEN' }, now });
  });
  afterAll(() => receiver.server.close());

  const send = (name: Name, text: string) => {
    if (name === 'sns') return receiver.sendSns(aMessage({ Message: text, Timestamp: new Date(now).toISOString() }));
    if (name !== 'pagerduty') return receiver.send(name, text, authorised);
    return receiver.send(name, text, { 'x-pagerduty-signature': `v1=${hmac('the secret of the subscription', text)}` });
  };

  it.each(Object.keys(bodies) as Name[])('of %s, it is taken or refused, and pollutes nothing', async (name) => {
    const text = fc.oneof(changed(bodies[name]), broken(bodies[name]));
    await fc.assert(
      fc.asyncProperty(text, async (given) => {
        const { status } = await send(name, given);
        expect(status === 202 || (status >= 400 && status < 500), `${status} for ${given.slice(0, 300)}`).toBe(true);
        expect({}).not.toHaveProperty('polluted');
      }),
      { numRuns: 120 },
    );
  });

  it('of a message of SNS itself, it is refused or taken', async () => {
    const text = fc.oneof(changed(aMessage()), broken(aMessage()));
    await fc.assert(
      fc.asyncProperty(text, async (given) => {
        const { status } = await receiver.sendSns(given);
        expect(status === 202 || (status >= 400 && status < 500), `${status} for ${given.slice(0, 300)}`).toBe(true);
      }),
      { numRuns: 120 },
    );
  });

  it('leaves the server as it was', async () => {
    const fresh = { id: 'after', alerts: [{ service: 'applylens-api', environment: 'prod', name: 'e' }] };
    expect(await receiver.send('generic', fresh, authorised)).toMatchObject({
      status: 202,
      alerts: [{ became: 'started' }],
    });
  });
});
