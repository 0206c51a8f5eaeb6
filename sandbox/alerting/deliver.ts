// Posts a webhook as Alertmanager does: again after connection failures and 5xx, not after any other refusal.
import type { Clock } from '../metrics/repeat.js';
import type { WebhookBody } from './webhook-body.js';

export interface Receiver {
  /** Its name in the bodies; default `runback`. */
  readonly name?: string;
  readonly url: string;
  readonly bearerToken: string;
}

export interface DeliveryOptions {
  readonly receiver: Receiver;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Real milliseconds after which retrying ends. */
  readonly giveUpAfterMs: number;
}

/** Dropped: refused for good. Given up: not accepted in time; the next look at the group tries again. */
export type Delivery =
  | { readonly outcome: 'delivered' }
  | { readonly outcome: 'dropped' | 'given up'; readonly reason: string };

const firstPauseMs = 500;
const pauseGrowth = 1.5;
const longestPauseMs = 60_000;
const longestRequestMs = 10_000;

export async function deliver(body: WebhookBody, options: DeliveryOptions): Promise<Delivery> {
  const { clock, signal, giveUpAfterMs } = options;
  const beganMs = clock.now();
  for (let attempt = 1, pauseMs = firstPauseMs; ; attempt += 1) {
    const answer = await post(body, options);
    if (answer === 'ok') return { outcome: 'delivered' };
    if (answer.isFinal) return { outcome: 'dropped', reason: explainDrop(answer) };
    const outOfTime = clock.now() - beganMs + pauseMs > giveUpAfterMs;
    if (outOfTime || signal.aborted) return { outcome: 'given up', reason: explainGivingUp(answer, attempt) };
    await clock.sleep(pauseMs, signal).catch(() => undefined);
    pauseMs = Math.min(pauseMs * pauseGrowth, longestPauseMs);
  }
}

interface Refused {
  /** Another attempt would be refused as well. */
  readonly isFinal: boolean;
  readonly reason: string;
}

async function post(body: WebhookBody, { receiver, signal }: DeliveryOptions): Promise<'ok' | Refused> {
  try {
    const response = await fetch(receiver.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Alertmanager/0.25.0',
        authorization: `Bearer ${receiver.bearerToken}`,
      },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(longestRequestMs)]),
    });
    const text = await response.text();
    if (response.ok) return 'ok';
    return {
      isFinal: response.status < 500,
      reason: `${receiver.url} answered ${response.status}: ${text.slice(0, 500)}`,
    };
  } catch (error) {
    return { isFinal: false, reason: `${receiver.url} was not reached: ${causeOf(error)}` };
  }
}

function explainDrop({ reason }: Refused): string {
  return `The alert was dropped: ${reason}. A refusal is not retried; correct the receiver's address or token.`;
}

function explainGivingUp({ reason }: Refused, attempts: number): string {
  return `The alert was not delivered in ${attempts} attempts: ${reason}. See whether the receiver runs; it is tried again.`;
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
