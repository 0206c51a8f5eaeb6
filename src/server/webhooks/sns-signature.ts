// What SNS signs of a message, and with which hash (signature versions 1 and 2).
import { type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';

const text = z.string();

export const snsBody = z
  .looseObject({
    Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
    MessageId: text.min(1),
    TopicArn: text,
    Message: text,
    Timestamp: z.iso.datetime({ offset: true }).max(64),
    SignatureVersion: text,
    Signature: text.max(2_000),
    SigningCertURL: text.max(2_000),
    Subject: text.nullish(),
    SubscribeURL: text.nullish(),
    Token: text.nullish(),
  })
  .meta({ id: 'SnsMessage' });
export type SnsMessage = z.output<typeof snsBody>;

const hashes: Readonly<Record<string, string>> = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' };
const ofNotification = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const;
const ofConfirmation = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const;

/** Each key and its value on a line of its own, in this order; what is not there is left out. */
export const signedText = (message: SnsMessage): string =>
  (message.Type === 'Notification' ? ofNotification : ofConfirmation)
    .flatMap((key) => {
      const value = message[key];
      return value === undefined || value === null ? [] : [`${key}\n${value}\n`];
    })
    .join('');

export function isSignedBy(message: SnsMessage, key: KeyObject): boolean {
  const hash = Object.hasOwn(hashes, message.SignatureVersion) ? hashes[message.SignatureVersion] : undefined;
  if (hash === undefined || key.asymmetricKeyType !== 'rsa') return false;
  return verify(hash, Buffer.from(signedText(message)), key, Buffer.from(message.Signature, 'base64'));
}
