// Messages of Amazon SNS: alarms of CloudWatch, events of EventBridge, and the confirmation of a subscription.
import type { Services } from '../../client/services.js';
import { severityOf } from '../../runbook/severity.js';
import { Problem } from '../problem.js';
import { alarmFromSns, incomingOf, snsAlarm } from './cloudwatch.js';
import { eventBody, fromEvent } from './eventbridge.js';
import { alertOf, type IncomingAlert } from './incoming.js';
import { type Certificates, domainOf, type Fetch } from './sns-certificates.js';
import { isSignedBy, type SnsMessage, snsBody } from './sns-signature.js';
import { aSource, jsonIn, type Source } from './source.js';

interface Needs {
  /** ARNs; messages of other topics are refused before anything is fetched for them. */
  readonly topics: readonly string[];
  readonly certificates: Certificates;
  readonly fetch: Fetch;
  readonly now: () => number;
}

/** SNS sends again for up to an hour. */
const oldest = 2 * 3_600_000;

export const sns = (needs: Needs): Source =>
  aSource({
    name: 'sns',
    summary: 'A message of Amazon SNS: an alarm of CloudWatch of a known service starts a rollback',
    body: snsBody,
    verify: (_, message) => verify(message, needs),
    idOf: (_, { MessageId }) => MessageId,
    alertsIn: (message, services) => alertsIn(message, needs, services),
  });

const regionOf = (topic: string): string => topic.split(':')[3] ?? '';

async function verify(message: SnsMessage, { topics, certificates, now }: Needs): Promise<void> {
  const { TopicArn: topic, SigningCertURL: url, Timestamp: at } = message;
  if (!topics.includes(topic))
    throw new Problem(401, 'Refused: its topic is not among RUNBACK_SNS_TOPICS. Nothing was done');
  const { publicKey } = await certificates(url, regionOf(topic));
  if (!isSignedBy(message, publicKey)) throw new Problem(401, "Refused: the signature is not SNS's. Nothing was done");
  if (Math.abs(now() - Date.parse(at)) > oldest)
    throw new Problem(401, 'Refused: it was signed more than two hours from now. Nothing was done');
}

async function alertsIn(message: SnsMessage, needs: Needs, services: Services): Promise<IncomingAlert[]> {
  if (message.Type === 'SubscriptionConfirmation') await confirm(message, needs);
  return message.Type === 'Notification' ? [fromMessage(message, services)] : [];
}

/** At SNS's own address, made here: the one in the message could be anybody's. */
async function confirm({ TopicArn, Token }: SnsMessage, { fetch }: Needs): Promise<void> {
  const region = regionOf(TopicArn);
  const asked = new URLSearchParams({
    Action: 'ConfirmSubscription',
    TopicArn,
    Token: Token ?? '',
    Version: '2010-03-31',
  });
  await fetch(`https://sns.${region}.${domainOf(region)}/?${asked.toString()}`).catch(() => {
    throw new Problem(503, 'Confirming the subscription at SNS failed; send it again');
  });
}

function fromMessage({ Message, Subject, TopicArn }: SnsMessage, services: Services): IncomingAlert {
  const inner = jsonIn(Message);
  const alarm = snsAlarm.safeParse(inner);
  if (alarm.success) return incomingOf(alarmFromSns(alarm.data));
  const event = eventBody.safeParse(inner);
  if (event.success) return fromEvent(event.data, services);
  return {
    alert: alertOf({ source: 'sns', name: Subject ?? TopicArn, status: 'firing', summary: Message }),
    service: undefined,
    environment: undefined,
    severity: severityOf(undefined),
  };
}
