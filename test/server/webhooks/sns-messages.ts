// SNS's messages, signed with the key of the fixtures, and a receiver that finds the certificates there.
import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type SnsMessage, signedText } from '../../../src/server/webhooks/sns-signature.js';
import { aReceiver, type Receiver } from './a-receiver.js';

const file = (name: string): Buffer => readFileSync(new URL(`../fixtures/sns/${name}`, import.meta.url));
/** While the certificates of the fixtures are valid. */
export const now = Date.parse('2030-01-01T00:00:00Z');
export const topic = 'arn:aws:sns:us-east-1:111122223333:alarms';
export const host = 'https://sns.us-east-1.amazonaws.com/';
export const certificate = `${host}SimpleNotificationService-0123456789abcdef.pem`;

export const alarm = {
  AlarmName: 'applylens-api error rate',
  AlarmDescription: 'Above 5 % severity=critical environment=prod',
  AWSAccountId: '111122223333',
  NewStateValue: 'ALARM',
  NewStateReason: 'Threshold Crossed: 5 datapoints were greater than the threshold (5.0).',
  StateChangeTime: '2026-11-23T03:03:25.471+0000',
  Region: 'US East (N. Virginia)',
  AlarmArn: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:applylens-api',
  OldStateValue: 'OK',
  Trigger: {
    MetricName: 'HTTPCode_Target_5XX_Count',
    Namespace: 'AWS/ApplicationELB',
    Dimensions: [
      { value: 'targetgroup/applylens-api-prod/73e2d6bc24d8a067', name: 'TargetGroup' },
      { value: 'app/applylens/50dc6c495c0c9188', name: 'LoadBalancer' },
    ],
  },
};

/** Of version 2. */
export const signature = (text: string): string =>
  createSign('RSA-SHA256').update(text).sign(file('signing.key'), 'base64');

export function aMessage(but: Partial<SnsMessage> = {}): SnsMessage {
  const message = {
    Type: 'Notification',
    MessageId: 'da41e39f-ea4d-435a-b922-c6aae3915ebe',
    TopicArn: topic,
    Subject: 'ALARM: "applylens-api error rate"',
    Message: JSON.stringify(alarm),
    Timestamp: new Date(now).toISOString(),
    SignatureVersion: '2',
    Signature: '',
    SigningCertURL: certificate,
    ...but,
  } satisfies SnsMessage;
  const hash = message.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
  const Signature = createSign(hash).update(signedText(message)).sign(file('signing.key'), 'base64');
  return { ...message, Signature, ...(but.Signature === undefined ? {} : { Signature: but.Signature }) };
}

export const confirmation = (but: Partial<SnsMessage> = {}) =>
  aMessage({
    Type: 'SubscriptionConfirmation',
    Subject: undefined,
    Token: 'a-token&x=1',
    SubscribeURL: 'https://evil.example.com/?Action=ConfirmSubscription',
    ...but,
  });

export interface SnsReceiver extends Receiver {
  /** What was fetched. */
  readonly asked: string[];
  readonly sendSns: (message: SnsMessage | string) => ReturnType<Receiver['send']>;
}

export async function anSnsReceiver(
  leaf = 'sns.pem',
  given: { fails?: RegExp; now?: number; topics?: string; set?: Record<string, string> } = {},
): Promise<SnsReceiver> {
  const asked: string[] = [];
  const fetch = async (url: string) => {
    asked.push(url);
    if (given.fails?.test(url) === true) throw new Error('no answer');
    if (url.endsWith('.pem')) return file(leaf);
    return url.endsWith('.cer') ? file('issuer.pem') : Buffer.from('<ConfirmSubscriptionResponse/>');
  };
  const world = { fetch, roots: [file('root.pem').toString()], now: () => given.now ?? now };
  const receiver = await aReceiver({ RUNBACK_SNS_TOPICS: given.topics ?? `${topic},${topic}-2`, ...given.set }, world);
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-amz-sns-message-type': 'Notification' };
  const sendSns = (message: SnsMessage | string) =>
    receiver.send('sns', typeof message === 'string' ? message : JSON.stringify(message), headers);
  return Object.assign(receiver, { asked, sendSns });
}
