// What happens in the demo, in order, each act answering what a person would see of it.
import type { Client } from '@temporalio/client';
import { rollbackId } from '../../src/identifiers.js';
import { touchedInWords } from '../../src/pipeline.js';
import type { Report } from '../../src/report.js';
import type { ChecklistItem } from '../../src/rollback.js';
import { fullName, oneLine, shortName, tasksByRelease } from '../../src/runbook/wording.js';
import type { Status } from '../../src/status.js';
import type { Check } from '../../src/verification.js';
import type { Stack } from '../dev/stack.js';
import { databaseSights } from './database-acts.js';
import { isAskedForWithDatabase } from './database-deeds.js';
import type { DemoScenario, Meanwhile } from './demo-scenario.js';
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

const countOf = (checks: readonly Check[], verdict: Check['verdict']): number =>
  checks.filter((check) => check.verdict === verdict).length;

/** Acts 1 to 3: production as it is, and the release that goes wrong. */
export const productionActs = (stage: Stage, { canary, before = [] }: DemoScenario): Act[] => [
  {
    title: 'Simulated production',
    play: async () => {
      const { name, desired } = await production(stage).untilServing();
      return `${name}: ${desired} tasks behind a load balancer, with visitors`;
    },
  },
  ...before.map((deed) => deed(stage)),
  canary === true
    ? { title: 'Canary v1.2.3', play: () => production(stage).untilCanaryServes() }
    : { title: 'Deployed v1.2.3', play: () => production(stage).deployHalfWay() },
];

const production = ({ stack }: Stage) => productionAt(stack().sandbox.addresses.control ?? '');

/** What a person would look for in the status of the run, and what of it the demo tells. */
export interface Sight {
  readonly title: string;
  readonly place?: Meanwhile['after'];
  readonly waitingFor: string;
  readonly told: (status: Status) => string | undefined;
}

const since = ({ times }: Status, at: string | undefined): string => `+${seconds(times.acceptedAt, at)}`;

const pipelineStopped: Sight = {
  title: 'Pipeline',
  waitingFor: 'the pipeline to be stopped',
  told: ({ pipeline }) => (pipeline?.isStopped === true ? touchedInWords(pipeline) : undefined),
};

const trigger: Sight = {
  title: 'Trigger',
  waitingFor: 'an alert',
  told: ({ request, wrongNow }) => request.trigger && wrongNow,
};

const sights = ({ method, pipelineRuns = false, database }: DemoScenario): readonly Sight[] => [
  ...(database === undefined ? [trigger] : []),
  {
    title: 'Accepted',
    waitingFor: 'an accepted request',
    told: ({ id, times }) => `${id} · alert → accepted ${seconds(times.alertAt, times.acceptedAt)}`,
  },
  { title: 'Target', waitingFor: 'a target', told: ({ to, because }) => to && `${fullName(to)}: ${because ?? ''}` },
  {
    title: 'Checklist',
    place: 'checklist',
    waitingFor: 'a checklist',
    told: ({ checklist }) => checklistSeen(checklist),
  },
  ...(pipelineRuns ? [pipelineStopped] : []),
  ...databaseSights(database).before,
  {
    title: method,
    place: 'first change',
    waitingFor: 'the first change',
    told: (status) =>
      status.times.firstChangeAt &&
      `first change ${since(status, status.times.firstChangeAt)} after acceptance${triedBefore(status)}`,
  },
  {
    title: 'Restored',
    waitingFor: 'traffic on the target only',
    told: (status) =>
      status.times.restoredAt &&
      `${since(status, status.times.restoredAt)}   all traffic on ${status.to === undefined ? 'the target' : shortName(status.to)}`,
  },
  ...databaseSights(database).after,
  {
    title: 'Stable',
    place: 'stable',
    waitingFor: 'nothing else left',
    told: (status) =>
      status.times.stableAt && `${since(status, status.times.stableAt)}   ${tasksByRelease(status.serving)}`,
  },
];

/** "; script failed: it ended with exit 0, and …" */
const triedBefore = ({ attempts }: Status): string =>
  attempts
    .filter(({ result }) => result !== 'claimed')
    .map(({ method, result, reason }) => `; ${method} ${result}: ${oneLine(reason, 160)}`)
    .join('');

function checklistSeen(checklist: readonly ChecklistItem[]): string | undefined {
  if (checklist.length === 0) return undefined;
  const inState = (state: ChecklistItem['state']) => checklist.filter((item) => item.state === state).length;
  const others = (['open', 'not connected'] as const).filter((state) => inState(state) > 0);
  return [
    `${inState('done')} of ${checklist.length} with evidence`,
    ...others.map((state) => `${inState(state)} ${state}`),
  ].join(', ');
}

const asked = (database: DemoScenario['database']) =>
  isAskedForWithDatabase(database === 'taken back last' ? 'application-first' : undefined);

/** The rest is seen only through Runback: the run that the alert started. */
export const rollbackActs = (stage: Stage, scenario: DemoScenario): Act[] => {
  const { client, report } = stage;
  const { meanwhile, expects, afterwards = [], database } = scenario;
  const begun = new Date().toISOString();
  const run = () => watchRun(client(), rollbackId('prod', 'applylens-api'), begun);
  const all = sights(scenario);
  const besides = [meanwhile ?? []].flat();
  const deedsAfter = (place: Sight['place'] | 'deployed'): Act[] =>
    besides.filter(({ after }) => after === place).flatMap(({ deeds }) => deeds.map((deed) => deed(stage, run)));
  const end = besides.find(({ isTheEnd }) => isTheEnd === true)?.after;
  const seen = all.slice(0, end === undefined ? all.length : all.findIndex(({ place }) => place === end) + 1);
  return [
    ...(database === undefined ? [] : [asked(database)(stage, run)]),
    ...deedsAfter('deployed'),
    ...seen.flatMap(({ title, place, waitingFor, told }) => [
      { title, play: () => run().seen(told, waitingFor) },
      ...deedsAfter(place),
    ]),
    expects.verified
      ? { title: 'Verified', play: () => verified(run().report(), report) }
      : { title: 'Closed', play: () => closed(run().report(), report) },
    ...afterwards.map((deed) => deed(stage, run)),
  ];
};

async function verified(ended: Promise<Report>, keep: (report: Report) => void): Promise<string> {
  const report = await ended;
  keep(report);
  const { verdict, checks } = report.verification;
  return `${verdict}: ${countOf(checks, 'passed')} checks passed, ${countOf(checks, 'failed')} failed, ${countOf(checks, 'not configured')} not configured, ${countOf(checks, 'not connected')} not connected`;
}

async function closed(ended: Promise<Report>, keep: (report: Report) => void): Promise<string> {
  const report = await ended;
  keep(report);
  return report.headline;
}
