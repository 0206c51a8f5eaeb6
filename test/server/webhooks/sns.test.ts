import { afterEach, describe, expect, it } from 'vitest';
import type { SnsMessage } from '../../../src/server/webhooks/sns-signature.js';
import { authorised } from './a-receiver.js';
import {
  alarm,
  aMessage,
  anSnsReceiver,
  certificate,
  confirmation,
  host,
  now,
  type SnsReceiver,
  signature,
  topic,
} from './sns-messages.js';

describe('the webhook of SNS', () => {
  let receiver: SnsReceiver;
  afterEach(() => receiver.server.close());
  const heard = async (...given: Parameters<typeof anSnsReceiver>) => {
    receiver = await anSnsReceiver(...given);
  };
  const send = (message: SnsMessage | string) => receiver.sendSns(message);

  it.each(['1', '2'])('starts a rollback with an alarm, signed by version %s', async (SignatureVersion) => {
    await heard();
    expect((await send(aMessage({ SignatureVersion }))).alerts).toMatchObject([
      { service: 'applylens-api', environment: 'prod', became: 'started' },
    ]);
    expect(receiver.passedOn).toMatchObject([
      {
        severity: 'SEV1',
        alert: {
          source: 'cloudwatch',
          name: 'applylens-api error rate',
          status: 'firing',
          startsAt: '2026-11-23T03:03:25.471Z',
          fingerprint: alarm.AlarmArn,
        },
      },
    ]);
  });

  it('takes what is signed word for word as AWS documents it, without a line for what is not there', async () => {
    await heard();
    const [subject, text, at] = ['My First Message', JSON.stringify(alarm), new Date(now).toISOString()];
    const of = { Message: text, MessageId: 'm-1', Timestamp: at, TopicArn: topic, SigningCertURL: certificate };
    const lines = (middle: string) =>
      `Message\n${text}\nMessageId\nm-1\n${middle}Timestamp\n${at}\nTopicArn\n${topic}\nType\nNotification\n`;
    const whole = { ...of, Type: 'Notification', SignatureVersion: '2' } as const;
    const withSubject = { ...whole, Subject: subject, Signature: signature(lines(`Subject\n${subject}\n`)) };
    const without = { ...whole, MessageId: 'm-1', Signature: signature(lines('')) };
    expect((await send(withSubject)).status).toBe(202);
    expect((await send(without)).status).toBe(202);
    expect((await send({ ...whole, Signature: signature(lines('Subject\n\n')) })).status).toBe(401);
  });

  it('fetches the certificate and its issuer once', async () => {
    await heard();
    await send(aMessage());
    await send(aMessage({ MessageId: 'another' }));
    expect(receiver.asked).toEqual([certificate, 'http://crt.r2m01.amazontrust.com/r2m01.cer']);
    expect(receiver.passedOn).toHaveLength(2);
  });

  it.each<[string, Partial<SnsMessage>]>([
    ['is not signed by it', { Signature: Buffer.alloc(256).toString('base64') }],
    ['has no signature', { Signature: '' }],
    ['has an unknown version', { SignatureVersion: '3' }],
    ['has a version of the prototype', { SignatureVersion: 'constructor' }],
  ])('refuses what %s', async (_, but) => {
    await heard();
    expect(await send(aMessage(but))).toMatchObject({ status: 401, text: expect.stringContaining("not SNS's") });
    expect(receiver.passedOn).toEqual([]);
  });

  it('refuses what was changed after it was signed, and saves it by no token', async () => {
    await heard();
    const message = aMessage();
    for (const changed of [
      { ...message, Message: message.Message.replace('critical', 'warning') },
      { ...message, Subject: undefined },
      { ...message, MessageId: 'another' },
      { ...message, TopicArn: `${topic}-2` },
      { ...message, Type: 'UnsubscribeConfirmation' },
      { ...message, Timestamp: new Date(now + 1).toISOString() },
    ])
      expect((await receiver.send('sns', changed, authorised)).status).toBe(401);
    expect((await send(JSON.stringify(message).slice(0, -10))).status).toBe(400);
    expect(receiver.passedOn).toEqual([]);
  });

  it.each([
    'http://sns.us-east-1.amazonaws.com/a.pem',
    'https://sns.us-east-1.amazonaws.com.evil.example.com/a.pem',
    'https://sns.eu-west-1.amazonaws.com/a.pem',
    'https://evil.example.com/sns.us-east-1.amazonaws.com/a.pem',
    'https://user@sns.us-east-1.amazonaws.com/a.pem',
    'https://sns.us-east-1.amazonaws.com:8443/a.pem',
    'https://sns.us-east-1.amazonaws.com/a.pem?x=.pem',
    'https://sns.us-east-1.amazonaws.com/?Action=Publish&x=.pem',
    'https://s3.us-east-1.amazonaws.com/bucket/a.pem',
    'no address',
  ])('fetches no certificate from %s', async (SigningCertURL) => {
    await heard();
    expect(await send(aMessage({ SigningCertURL }))).toMatchObject({
      status: 401,
      text: expect.stringContaining('host'),
    });
    expect(receiver.asked).toEqual([]);
  });

  it.each([
    ['in another name', 'another-name.pem', /not in SNS's name/],
    ['that signs itself', 'self-signed.pem', /no root that is trusted/],
    ['whose issuer is elsewhere', 'issuer-elsewhere.pem', /no root that is trusted/],
    ['that no authority issued', 'issued-by-leaf.pem', /no root that is trusted/],
    ['that is none', 'signing.key', /is none/],
  ])('believes no certificate %s', async (_, leaf, why) => {
    await heard(leaf);
    expect(await send(aMessage())).toMatchObject({ status: 401, text: expect.stringMatching(why) });
    expect(
      receiver.asked.every((url) => /^https?:\/\/(sns\.us-east-1\.amazonaws|crt\.r2m01\.amazontrust)\.com\//.test(url)),
    ).toBe(true);
  });

  it('believes no certificate that has expired', async () => {
    const later = Date.parse('2200-01-01T00:00:00Z');
    await heard('sns.pem', { now: later });
    expect(await send(aMessage({ Timestamp: new Date(later).toISOString() }))).toMatchObject({
      status: 401,
      text: expect.stringContaining('valid now'),
    });
  });

  it('asks to be sent again while a certificate cannot be fetched, and tries anew', async () => {
    await heard('sns.pem', { fails: /r2m01/ });
    expect((await send(aMessage())).status).toBe(503);
    expect((await send(aMessage())).status).toBe(503);
    expect(receiver.asked).toHaveLength(4);
  });

  it('hears the topics of the list only, and fetches nothing for others', async () => {
    await heard('sns.pem', { topics: `${topic}-2` });
    expect(await send(aMessage())).toMatchObject({ status: 401, text: expect.stringContaining('RUNBACK_SNS_TOPICS') });
    expect((await send(confirmation())).status).toBe(401);
    expect(receiver.asked).toEqual([]);
  });

  it('is refused when it is old, and counts once', async () => {
    await heard();
    const at = (ms: number) => ({ Timestamp: new Date(now + ms).toISOString() });
    expect((await send(aMessage(at(-7_200_001)))).status).toBe(401);
    expect((await send(aMessage(at(-7_200_000)))).status).toBe(202);
    expect(await send(aMessage())).toMatchObject({ status: 202, repeated: true });
    expect(receiver.passedOn).toHaveLength(1);
  });

  it('confirms a subscription at its own address, never at the one in the message', async () => {
    await heard();
    expect(await send(confirmation())).toMatchObject({ status: 202, alerts: [] });
    const [, , confirmed = ''] = receiver.asked;
    expect(confirmed.startsWith(`${host}?Action=ConfirmSubscription&`)).toBe(true);
    expect(Object.fromEntries(new URL(confirmed).searchParams)).toMatchObject({
      TopicArn: topic,
      Token: 'a-token&x=1',
    });
    expect(receiver.asked.join()).not.toContain('evil');
    expect((await send({ ...confirmation({ MessageId: 'forged' }), Token: 'another' })).status).toBe(401);
  });

  it('confirms it again when SNS did not answer', async () => {
    await heard('sns.pem', { fails: /ConfirmSubscription/ });
    expect((await send(confirmation())).status).toBe(503);
    expect((await send(confirmation())).status).toBe(503);
  });
});
