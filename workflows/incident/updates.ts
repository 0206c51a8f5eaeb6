// Runbook › Communication: "Updates every 5 minutes", from a durable timer, read from the rollback as it is then.
import { condition, uuid4 } from '@temporalio/workflow';
import type { Notice } from '../../src/notice.js';
import { channelsOf } from '../../src/notices/channels.js';
import { noticeFrom } from '../../src/notices/from-status.js';
import { updates } from '../../src/runbook/communication.js';
import { milliseconds } from '../../src/runbook/durations.js';
import { waitingLines } from '../../src/state-card/waiting.js';
import type { Status } from '../../src/status.js';
import type { Incident } from '../incident.js';
import { readStatus } from '../telling-proxies.js';

const longWaitMs = milliseconds(updates.longWait);

/** Until the incident is over. An update that could not be posted yet is not followed by another one. */
export async function keepUpdated(here: Incident): Promise<void> {
  if (!channelsOf(here.entry).includes('Slack')) return;
  for (;;) {
    await condition(() => here.ended || isOpen(here));
    if (here.ended) return;
    const waited = condition(() => here.ended || !isOpen(here), untilNext(here));
    if (await waited) continue;
    for (const last of Object.values(here.open)) await update(here, last);
  }
}

const isOpen = ({ open }: Incident): boolean => Object.keys(open).length > 0;

/** Milliseconds. After two hours in which people were waited for, more seldom. */
function untilNext({ open, entry }: Incident): number {
  const { updates: usual, updatesWhileWaiting } = entry.timings;
  const scaled = longWaitMs / (entry.timeScale ?? 1);
  const waited = Object.values(open).map(({ waitingSince }) =>
    waitingSince === undefined ? 0 : Date.now() - Date.parse(waitingSince),
  );
  return waited.some((ms) => ms > scaled) ? updatesWhileWaiting : usual;
}

async function update(here: Incident, last: Notice): Promise<void> {
  if (here.queues.Slack.some(({ kind }) => kind === 'update')) return;
  const seen = await readStatus({ workflowId: last.rollback, runKey: last.runKey }).catch(() => undefined);
  if (here.ended || here.open[last.runKey] === undefined) return;
  const notice = seen?.status === undefined ? withoutStatus(last, seen?.state) : fromStatus(last, seen.status);
  if (seen?.status !== undefined) here.open[last.runKey] = waitingAs(last, notice);
  if (seen !== undefined && seen.state !== 'open') delete here.open[last.runKey];
  here.queues.Slack.push(notice);
  if (!isOpen(here)) here.over ??= Date.now() + here.entry.timings.monitor;
}

/** Whoever is waited for is waited for since then, whatever was written last. */
function waitingAs({ waitingSince: _, ...last }: Notice, { waitingSince }: Notice): Notice {
  return waitingSince === undefined ? last : { ...last, waitingSince };
}

const written = ({ runKey }: Notice) =>
  ({ id: `${runKey}/${uuid4()}`, kind: 'update', at: new Date().toISOString(), runKey }) as const;

const fromStatus = (last: Notice, status: Status): Notice => {
  const notice = noticeFrom(status, written(last));
  const { waiting, paused, doing } = status;
  const held = paused === undefined && waiting === undefined ? [] : waitingLines(status, notice.writtenAt);
  return { ...notice, says: [doing, ...held, ...(notice.eta === undefined ? [] : [`ETA: ${notice.eta}`])].join(' · ') };
};

/** The card of a run that cannot be asked would be old: only what is known is said. */
const withoutStatus = (last: Notice, state: 'open' | 'gone' | undefined): Notice => ({
  ...last,
  id: written(last).id,
  kind: 'update',
  writtenAt: written(last).at,
  says:
    state === 'gone'
      ? `The rollback ended in Temporal without a report: nobody follows it. Look: runback status ${last.service} --env ${last.environment}`
      : 'How the rollback stands could not be read just now',
});
