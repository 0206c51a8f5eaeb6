// What happens in the demo, in order, each act answering what a person would see of it.
import type { Client } from '@temporalio/client';
import { rollbackId } from '../../src/identifiers.js';
import type { Report } from '../../src/report.js';
import type { Status } from '../../src/status.js';
import type { Check } from '../../src/verification.js';
import type { Stack } from '../dev/stack.js';
import { productionAt } from './production.js';
import type { Act } from './tell.js';
import { watchRun } from './watched-run.js';

export interface Stage {
  readonly stack: () => Stack;
  readonly client: () => Client;
  readonly report: (report: Report) => void;
}

const seconds = (from: string | undefined, to: string | undefined): string =>
  from === undefined || to === undefined
    ? 'not measured'
    : `${((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1)} s`;

const named = (release: { version?: string; commit?: string } | undefined): string =>
  release === undefined ? 'unknown' : `${release.version ?? '?'} (${release.commit ?? '?'})`;

const countOf = (checks: readonly Check[], verdict: Check['verdict']): number =>
  checks.filter((check) => check.verdict === verdict).length;

/** Acts 1 to 3: production as it is, and the release that goes wrong. */
export const productionActs = ({ stack }: Stage): Act[] => [
  {
    title: 'Simulated production',
    play: async () => {
      const { name, desired } = await productionAt(stack().sandbox.addresses.control ?? '').untilServing();
      return `${name}: ${desired} tasks behind a load balancer, with visitors`;
    },
  },
  { title: 'Deployed v1.2.3', play: () => productionAt(stack().sandbox.addresses.control ?? '').deployHalfWay() },
];

/** The rest is seen only through Runback: the run that the alert started. */
export const rollbackActs = ({ client, report }: Stage): Act[] => {
  const run = () => watchRun(client(), rollbackId('prod', 'applylens-api'));
  const act = (title: string, waitingFor: string, what: (status: Status) => string | undefined): Act => ({
    title,
    play: () => run().seen(what, waitingFor),
  });
  return [
    act('Trigger', 'an alert', (status) => status.request.trigger && (status.wrongNow ?? undefined)),
    act(
      'Accepted',
      'an accepted request',
      ({ id, times }) => `${id} · alert → accepted ${seconds(times.alertAt, times.acceptedAt)}`,
    ),
    act('Target', 'a target', ({ to, because }) => to && `${named(to)}: ${because ?? ''}`),
    act('Checklist', 'a checklist', ({ checklist }) =>
      checklist.length === 0
        ? undefined
        : `${checklist.filter(({ state }) => state === 'done').length} of ${checklist.length} with evidence, ${checklist.filter(({ state }) => state === 'not connected').length} not connected yet`,
    ),
    act(
      'Method 3 · ECS',
      'the first change',
      ({ times }) =>
        times.firstChangeAt &&
        `first change ${seconds(times.acceptedAt, times.firstChangeAt)} after the alert was accepted`,
    ),
    act(
      'Restored',
      'traffic on the target only',
      ({ times, to }) =>
        times.restoredAt &&
        `+${seconds(times.acceptedAt, times.restoredAt)}   all traffic on ${to?.version ?? 'the target'}`,
    ),
    act(
      'Stable',
      'nothing else left',
      ({ times, serving }) =>
        times.stableAt &&
        `+${seconds(times.acceptedAt, times.stableAt)}   ${serving.map(({ release, tasks }) => `${tasks} tasks ${release}`).join(', ')}`,
    ),
    { title: 'Verified', play: () => verified(run().report(), report) },
  ];
};

async function verified(ended: Promise<Report>, keep: (report: Report) => void): Promise<string> {
  const report = await ended;
  keep(report);
  const { verdict, checks } = report.verification;
  return `${verdict}: ${countOf(checks, 'passed')} checks passed, ${countOf(checks, 'failed')} failed, ${countOf(checks, 'not configured')} not configured`;
}
