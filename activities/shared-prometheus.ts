// Many guards, few questions: guards evaluate at the same instants, so one answer serves all who ask the same, and what lies
// in the past is asked once.
import { setMaxListeners } from 'node:events';
import { type Prometheus, prometheusAt } from './prometheus.js';

/** Whom to ask, for so long, until the asker is cancelled. */
export type PrometheusOf = (url: string, withinMs: number, signal: AbortSignal) => Prometheus;

interface Kept {
  readonly answer: Promise<unknown>;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

interface Server {
  readonly kept: Map<string, Kept>;
  readonly waiting: (() => void)[];
  asking: number;
}

const keptAtMost = 5_000;
const askedAtOnce = 10;
/** Scrapes arrive late, so the newest past may still change. */
const settledAfterMs = 2 * 60_000;
const keptForMs = { settled: 60 * 60_000, newest: 10_000 } as const;

/** One for each worker. Failures are not kept; an asker that is cancelled leaves the answer to the others. */
export function createSharedPrometheus(ask: PrometheusOf = prometheusAt, now: () => number = Date.now): PrometheusOf {
  const servers = new Map<string, Server>();
  return (url, withinMs, signal) => {
    // One for each question under way, which goes with its answer.
    setMaxListeners(0, signal);
    const server = servers.get(url) ?? { kept: new Map(), waiting: [], asking: 0 };
    servers.set(url, server);
    const shared = <T>(key: string, until: number, question: (prometheus: Prometheus) => Promise<T>): Promise<T> => {
      const send = () => inTurn(server, withinMs, () => question(ask(url, withinMs, AbortSignal.timeout(withinMs))));
      return unlessCancelled(keptOrAsked(server, key, { until, now: now(), send }), signal);
    };
    return {
      valueAt: (query, at) => shared(`${at} ${query}`, at, (prometheus) => prometheus.valueAt(query, at)),
      valuesBetween: (query, { from, to, step }) =>
        shared(`${from} ${to} ${step} ${query}`, to, (prometheus) =>
          prometheus.valuesBetween(query, { from, to, step }),
        ),
    };
  };
}

interface Question<T> {
  /** The newest instant that it is about, and the present one, in milliseconds since the epoch. */
  readonly until: number;
  readonly now: number;
  readonly send: () => Promise<T>;
}

function keptOrAsked<T>({ kept }: Server, key: string, { until, now, send }: Question<T>): Promise<T> {
  const found = kept.get(key);
  if (found !== undefined && found.until > now) return found.answer as Promise<T>;
  const lasts = until < now - settledAfterMs ? keptForMs.settled : keptForMs.newest;
  const answer = send();
  kept.delete(key);
  kept.set(key, { answer, until: now + lasts });
  answer.catch(() => {
    if (kept.get(key)?.answer === answer) kept.delete(key);
  });
  forgetOldest(kept, now);
  return answer;
}

function forgetOldest(kept: Map<string, Kept>, now: number): void {
  if (kept.size <= keptAtMost) return;
  for (const [key, { until }] of kept) if (until <= now) kept.delete(key);
  for (const key of kept.keys()) {
    if (kept.size <= keptAtMost) return;
    kept.delete(key);
  }
}

/**
 * The time for an answer begins when it is asked, not when it waits for others. Whoever has waited as long as an answer may take is
 * not asked any more: behind a Prometheus that stalls no queue grows.
 */
async function inTurn<T>(server: Server, withinMs: number, send: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  if (server.asking >= askedAtOnce) await new Promise<void>((turn) => server.waiting.push(turn));
  else server.asking += 1;
  try {
    if (performance.now() - begun > withinMs) throw new Error('Prometheus is too slow: it still owed other answers');
    return await send();
  } finally {
    const next = server.waiting.shift();
    if (next === undefined) server.asking -= 1;
    else next();
  }
}

function unlessCancelled<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error('no answer from Prometheus in time'));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
