// Watches from the first change on whether production got worse (design §5.7). It reads only; what to do is for a person.
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { withWindow } from '../src/promql.js';
import { type TripwireReading, worseThan } from '../src/tripwire.js';
import type { Activities, Worse } from './activities.js';
import type { AwsAccess } from './aws-clients.js';
import { readTargetCounts } from './elastic-load-balancing.js';
import { prometheusAt } from './prometheus.js';

type Question = Parameters<Activities['standTripwire']>[0];

const longestAnswer = 5_000;

/** Answers when it is worse, else never: it ends with a cancel. All it needs is in its input, so any worker goes on. */
export const standTripwire =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async (question: Question): Promise<Worse> => {
    const context = Context.current();
    const { cancellationSignal: signal } = context;
    const { entry, before } = question;
    for (;;) {
      const why = worseThan(before, await read(aws, question, signal), entry.minimumSample);
      if (why !== undefined) return { at: new Date().toISOString(), why };
      context.heartbeat();
      await sleep(entry.timings.metricsPoll, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw new CancelledFailure('the tripwire was lifted');
    }
  };

async function read(aws: AwsAccess, question: Question, signal: AbortSignal): Promise<TripwireReading> {
  const [failing, healthyTargets] = await Promise.all([
    readFailing(question, signal),
    countHealthy(aws, question, signal),
  ]);
  return { ...failing, healthyTargets };
}

/** Over a window that lies wholly after the change; what cannot be read is no data. */
async function readFailing(
  { entry, changedAt }: Question,
  signal: AbortSignal,
): Promise<Pick<TripwireReading, 'failingShare' | 'requests'>> {
  const { prometheus, timings } = entry;
  const now = Date.now();
  const window = timings.errorRateMinute;
  if (prometheus === undefined || now - Date.parse(changedAt) < window) return { failingShare: null, requests: null };
  const api = prometheusAt(prometheus.url, Math.min(timings.httpTimeout, longestAnswer), signal);
  const valueOf = (query: string) => api.valueAt(withWindow(query, window), now).catch(() => null);
  const [failingShare, requests] = await Promise.all([
    valueOf(prometheus.queries.errorRate),
    valueOf(prometheus.queries.requests),
  ]);
  return { failingShare, requests };
}

async function countHealthy(
  aws: AwsAccess,
  { entry, targetGroupArns }: Question,
  signal: AbortSignal,
): Promise<number | null> {
  if (targetGroupArns.length === 0) return null;
  const { elasticLoadBalancing } = aws.of(entry);
  const within = AbortSignal.any([signal, AbortSignal.timeout(longestAnswer)]);
  try {
    const groups = await Promise.all(targetGroupArns.map((arn) => readTargetCounts(elasticLoadBalancing, arn, within)));
    return groups.reduce((sum, { healthy }) => sum + healthy, 0);
  } catch {
    return null;
  }
}
