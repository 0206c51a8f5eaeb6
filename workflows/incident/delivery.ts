import { condition, getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import type { Channel, Delivered, Notice } from '../../src/notice.js';
import { calledByPeople } from '../../src/notices/channels.js';
import { customersStillRead } from '../../src/notices/customers.js';
import { leftToTell } from '../../src/notices/worth-telling.js';
import { clock } from '../../src/runbook/wording.js';
import { causeOf } from '../endings.js';
import type { Incident } from '../incident.js';
import { type ToldOf, toldSignal } from '../messages.js';
import { addToReport } from '../postmortem-link.js';
import { tellChannelFor } from '../telling-proxies.js';

/** One channel, one notice after the other: the next one waits until this one was taken or refused. */
export async function deliverInOrder(here: Incident, channel: Channel): Promise<void> {
  const queue = here.queues[channel];
  for (;;) {
    await condition(() => queue.length > 0 || here.ended);
    const notice = queue[0];
    if (notice === undefined) return;
    await deliver(here, channel, notice);
    queue.shift();
  }
}

async function deliver(here: Incident, channel: Channel, written: Notice): Promise<void> {
  const notice = await knowingTheEnd(here, channel, written);
  const thread = here.threads[channel];
  try {
    const delivered = await tellChannelFor(leftToTell(notice.writtenAt, Date.now()))({
      entry: here.entry,
      channel,
      incident: workflowInfo().workflowId,
      notice,
      ...(thread === undefined ? {} : { thread }),
    });
    if (delivered === undefined) return;
    if (delivered.thread !== undefined) here.threads[channel] = delivered.thread;
    await answer(here, notice, { channel, notice: notice.id, kind: notice.kind, ...shown(delivered) });
  } catch (error) {
    await answer(here, notice, {
      channel,
      notice: notice.id,
      kind: notice.kind,
      at: new Date().toISOString(),
      failed: causeOf(error).message,
    });
  }
}

const knownWithin = '20 seconds';

/** How it ended is said with what is so elsewhere, for which the other channels get a moment: each waits for those before it. */
async function knowingTheEnd(here: Incident, channel: Channel, notice: Notice): Promise<Notice> {
  if (notice.ended === undefined || (channel !== 'Slack' && channel !== 'PagerDuty')) return notice;
  const { entry, queues, threads } = here;
  const before: readonly Channel[] = channel === 'Slack' ? ['PagerDuty', 'status page'] : ['status page'];
  await condition(() => before.every((each) => queues[each].every(({ id }) => id !== notice.id)), knownWithin);
  const { statusPage } = entry;
  const customers =
    statusPage === undefined ? undefined : customersStillRead(statusPage, notice, threads['status page']);
  const incidentClosed = threads.PagerDuty?.resolved === 'yes';
  return { ...notice, ended: { ...notice.ended, incidentClosed, ...(customers === undefined ? {} : { customers }) } };
}

const shown = ({ at, link, thread }: Delivered) => ({
  at,
  ...(link === undefined ? {} : { link }),
  ...(thread?.reportedAt === undefined ? {} : { reportedAt: thread.reportedAt }),
});

/** The rollback keeps who was told; once it is closed its report does. */
async function answer(here: Incident, notice: Notice, told: ToldOf): Promise<void> {
  const { rollback, kind } = notice;
  if (kind === 'changed' || kind === 'update') return;
  const isHeard =
    kind !== 'closed' &&
    (await getExternalWorkflowHandle(rollback)
      .signal(toldSignal, told)
      .then(() => true)
      .catch(() => false));
  if (!isHeard) await inReport(here, notice, told);
}

async function inReport({ entry }: Incident, notice: Notice, { channel, failed, link }: ToldOf): Promise<void> {
  const { requestId: id, service, environment, kind } = notice;
  if (id === undefined) return;
  const where = link === undefined ? '' : `: ${link}`;
  const text = failed ?? `told ${calledByPeople(channel, entry)} (${kind}, written ${clock(notice.writtenAt)})${where}`;
  await addToReport({ id, service, environment }, text);
}
