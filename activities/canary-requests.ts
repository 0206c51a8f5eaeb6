// Whether no request reaches the canary any more: by the load balancer's own count, else by the time that a change takes.
import type { SeenCanary } from '../src/canary.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { inWords } from '../src/runbook/durations.js';
import { clockWithSeconds } from '../src/runbook/wording.js';
import type { Check } from '../src/verification.js';
import { withinAttempt } from './attempt.js';
import type { AwsClients } from './aws-clients.js';
import { type Datapoint, readRequestCounts } from './cloudwatch.js';
import { findTargetGroup } from './elastic-load-balancing-rules.js';

interface Question {
  readonly entry: CatalogueEntry;
  readonly shiftedAt: string;
}

const name = 'Requests to the canary';
/** A metric that is read but says nothing yet is waited for longer than one that cannot be read. */
const waitsForMetric = 2;

/** A whole minute without a request that began after the stable release alone was seen. */
export async function noRequests(
  clients: AwsClients,
  { entry, shiftedAt }: Question,
  provenAt: string,
  { targetGroupArn }: SeenCanary,
): Promise<Check> {
  const since = Date.parse(provenAt);
  const read = await readSince(clients, entry, targetGroupArn, since).catch((error: unknown) => String(error));
  const { propagation } = entry.timings;
  const waited = Date.now() - Date.parse(shiftedAt);
  if (typeof read === 'string') return waitedFor(propagation, waited, 'its count could not be read');
  const last = newestMinute(read);
  if (last === undefined)
    return waitedFor(waitsForMetric * propagation, waited, 'no count of its requests was published');
  if (last.value > 0)
    return { name, verdict: 'not yet', evidence: `the canary still got ${last.value} requests in a minute` };
  const minute = clockWithSeconds(new Date(last.at).toISOString());
  return {
    name,
    verdict: 'passed',
    evidence: `the load balancer counted no request to the canary in the minute from ${minute}`,
  };
}

/** Of all load balancers together. A quiet minute before one with requests shows nothing. */
function newestMinute(points: readonly Datapoint[]): Datapoint | undefined {
  if (points.length === 0) return undefined;
  const newest = Math.max(...points.map(({ at }) => at));
  return { at: newest, value: points.reduce((sum, { at, value }) => (at === newest ? sum + value : sum), 0) };
}

const readSince = async (
  clients: AwsClients,
  entry: CatalogueEntry,
  arn: string,
  since: number,
): Promise<Datapoint[]> => {
  const signal = withinAttempt();
  const { loadBalancerArns } = await findTargetGroup(
    clients.elasticLoadBalancing,
    entry.canary?.targetGroup ?? '',
    signal,
  );
  const between = { from: since, to: Date.now() };
  const points = await readRequestCounts(clients.cloudWatch, { arn, loadBalancerArns }, between, signal);
  return points.filter(({ at }) => at >= since);
};

function waitedFor(ms: number, waited: number, why: string): Check {
  const verdict = waited >= ms ? 'not configured' : 'not yet';
  return {
    name,
    verdict,
    evidence: `${why}: waited ${inWords(Math.min(ms, waited))} for the change to reach every node`,
  };
}
