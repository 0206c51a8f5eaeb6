// What alerts of one service lead to: a rollback, evidence for the one that runs, or a note. Never two rollbacks.
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import { defined } from '../../client/defined.js';
import { describeExecution, type Execution, isOpen } from '../../client/execution.js';
import { type OpenMonitor, openMonitors } from '../../client/open-runs.js';
import { noWorkerPolls } from '../../client/pollers.js';
import { troubleOf } from '../../client/temporal-trouble.js';
import { monitorId, rollbackId } from '../../identifiers.js';
import type { Alert, AlertMark, RollbackRequest } from '../../rollback.js';
import { type RelayNeeds, relayRequest } from '../relay.js';
import type { IncomingAlert } from './incoming.js';
import type { WebhookRecord } from './records.js';

export interface Decided {
  readonly became: WebhookRecord['became'];
  readonly said: string;
  readonly id?: string;
  readonly runId?: string;
}

export interface Needs extends RelayNeeds {
  readonly log: Parameters<typeof relayRequest>[3];
}

interface Telling {
  /** How many deliveries the alerts stand for. */
  readonly count: number;
  readonly maySignal: (runId: string) => boolean;
}

/** `alerts` are new to this server. Throws `temporal not reached`. */
export async function decide(
  needs: Needs,
  entry: CatalogueEntry,
  alerts: readonly IncomingAlert[],
  telling: Telling,
): Promise<Decided> {
  const { client } = needs;
  const id = rollbackId(entry.environment, entry.service);
  const [last, listed] = await Promise.all([
    describeExecution(client, id),
    openMonitors(client, entry.environment, entry.service),
  ]);
  if (last !== undefined && isOpen(last)) {
    return (await tellRunning(client, last, alerts, telling)) ?? decide(needs, entry, alerts, telling);
  }
  const firing = alerts.filter(({ alert }) => alert.status === 'firing');
  if (firing.length === 0) return { became: 'nothing open', said: 'Resolved; nothing is open for it' };
  const unheard = firing.filter(({ alert }) => !startedLast(alert, last));
  if (unheard.length === 0) return { became: 'repeat', said: `${id} has dealt with this alert already`, id };
  return startOrNote(needs, entry, unheard, { monitors: await monitorsOf(client, entry, last, listed), telling });
}

async function tellRunning(
  client: Client,
  { id, runId }: Pick<Execution, 'id' | 'runId'>,
  alerts: readonly IncomingAlert[],
  { count, maySignal }: Telling,
): Promise<Decided | undefined> {
  const decided: Decided = { became: 'evidence', said: `${id} runs and was told`, id, runId };
  if (!maySignal(runId)) return { ...decided, said: `${id} runs and has been told of enough alerts; counted here` };
  try {
    await client.workflow.getHandle(id, runId).signal('alert', oneOf(alerts, count));
    return decided;
  } catch (error) {
    const now = await describeExecution(client, id);
    if (now !== undefined && isOpen(now) && now.runId === runId) throw troubleOf(`Telling ${id} of an alert`, error);
    return undefined;
  }
}

/** The memo of a start names the alert that caused it, so that a restarted server knows its repeats. */
const startedLast = ({ fingerprint, startsAt }: Alert, last: Execution | undefined): boolean =>
  fingerprint !== undefined && last?.memo.fingerprint === fingerprint && last.memo.startsAt === startsAt;

// Listing lags behind by moments; the last rollback's own monitor is looked up by its id.
async function monitorsOf(
  client: Client,
  { environment, service }: CatalogueEntry,
  last: Execution | undefined,
  listed: readonly OpenMonitor[],
): Promise<readonly OpenMonitor[]> {
  if (last === undefined) return listed;
  const requestId = typeof last.memo.requestId === 'string' ? last.memo.requestId : last.runId;
  const id = monitorId(environment, service, requestId);
  const own = listed.some((each) => each.id === id) ? undefined : await describeExecution(client, id);
  if (own === undefined || !isOpen(own)) return listed;
  const { restoredAt } = own.memo;
  return [...listed, { id, requestId, ...(typeof restoredAt === 'string' ? { restoredAt } : {}) }];
}

const beganBefore = ({ startsAt }: Alert, restoredAt: string | undefined): boolean =>
  startsAt !== undefined && restoredAt !== undefined && Date.parse(startsAt) < Date.parse(restoredAt);

async function startOrNote(
  needs: Needs,
  entry: CatalogueEntry,
  firing: readonly IncomingAlert[],
  { monitors, telling }: { monitors: readonly OpenMonitor[]; telling: Telling },
): Promise<Decided> {
  const { client, log } = needs;
  const newest = [...monitors].sort((a, b) => (b.restoredAt ?? '').localeCompare(a.restoredAt ?? ''))[0];
  const [first, ...others] = firing.filter(({ alert }) => !beganBefore(alert, newest?.restoredAt));
  if (first === undefined && newest !== undefined) return noteFor(client, newest, firing);
  if (first === undefined) return { became: 'nothing open', said: 'Nothing is firing' };
  const { id, runId, started, workerPolls } = await relayRequest(
    needs,
    requestFor(entry, first, newest),
    ['sender'],
    log,
  );
  const said = workerPolls === false ? noWorkerPolls : started ? 'Started' : 'Joined the rollback that runs';
  if (others.length > 0) await tellRunning(client, { id, runId }, others, { ...telling, count: 1 });
  return { became: started ? 'started' : 'joined', said, id, runId };
}

async function noteFor(
  client: Client,
  { id, restoredAt = '' }: OpenMonitor,
  alerts: readonly IncomingAlert[],
): Promise<Decided> {
  const noted = await client.workflow
    .getHandle(id)
    .signal('alert', oneOf(alerts, alerts.length))
    .then(() => `a note for ${id}`)
    .catch(() => `${id} has just ended, so it is noted here only`);
  return { became: 'note', said: `Began before ${restoredAt}, when traffic was restored: ${noted}`, id };
}

const requestFor = (
  { service, environment }: CatalogueEntry,
  { alert, severity }: IncomingAlert,
  monitor: OpenMonitor | undefined,
): RollbackRequest => {
  const { name, summary, startsAt, fingerprint, url } = alert;
  return {
    service,
    environment,
    reason: summary === undefined ? name : `${name}: ${summary}`,
    severity,
    trigger: { kind: 'alert', name, ...defined({ summary, startsAt, fingerprint, url }) },
    requestId: randomUUID(),
    acceptedAt: new Date().toISOString(),
    ...(monitor === undefined ? {} : { reopens: monitor.requestId }),
  };
};

/** As many as a signal may carry: what parses it takes no more. */
const marksAtMost = 50;

const markOf = ({ alert: { name, status, startsAt, fingerprint } }: IncomingAlert): AlertMark => ({
  name,
  status,
  ...defined({ startsAt, fingerprint }),
});

/** Several alerts in one signal: the first, with the names of the others. */
const oneOf = (alerts: readonly IncomingAlert[], count: number): Alert => {
  const [first, ...others] = [...alerts].sort((a, b) => a.alert.status.localeCompare(b.alert.status));
  if (first === undefined) throw new Error('An alert signal stands for at least one alert');
  const also = others.map(({ alert }) => `${alert.name} (${alert.status})`).slice(0, 20);
  const summary = [first.alert.summary, ...(also.length === 0 ? [] : [`also: ${also.join(', ')}`])]
    .filter(Boolean)
    .join('; ');
  const marks = others.slice(0, marksAtMost).map(markOf);
  return {
    ...first.alert,
    count,
    ...(summary === '' ? {} : { summary }),
    ...(marks.length === 0 ? {} : { also: marks }),
  };
};
