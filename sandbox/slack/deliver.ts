import type { SentRequest } from './interactions.js';

export interface Delivery {
  /** By which the very same request can be sent again. */
  readonly id: number;
  /** Absent when no answer came within three seconds. */
  readonly status?: number;
  readonly body?: string;
  readonly ms: number;
  /** What the person sees: Slack shows an error unless 200 comes in time. */
  readonly outcome: 'ok' | 'operation_timeout' | 'http_error' | 'connection_failed';
}

const patienceMs = 3_000;

/** Once: Slack does not repeat an interaction. */
export async function deliver(id: number, { url, body, headers }: SentRequest): Promise<Delivery> {
  const began = performance.now();
  const ms = (): number => Math.round(performance.now() - began);
  try {
    const answer = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(patienceMs) });
    const said = await answer.text();
    return { id, status: answer.status, body: said, ms: ms(), outcome: answer.status === 200 ? 'ok' : 'http_error' };
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return { id, ms: ms(), outcome: isLate ? 'operation_timeout' : 'connection_failed' };
  }
}
