import { condition, getExternalWorkflowHandle, log } from '@temporalio/workflow';
import type { Channel, Delivered, Notice } from '../../src/notice.js';
import { causeOf } from '../endings.js';
import type { Incident } from '../incident.js';
import { type ToldOf, toldSignal } from '../messages.js';
import { tellChannel } from '../telling-proxies.js';

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
  const notice = channel === 'Slack' ? await knowingWhatIsClosed(here, written) : written;
  const thread = here.threads[channel];
  try {
    const delivered = await tellChannel({
      entry: here.entry,
      channel,
      notice,
      ...(thread === undefined ? {} : { thread }),
    });
    if (delivered === undefined) return;
    if (delivered.thread !== undefined) here.threads[channel] = delivered.thread;
    await answer(notice, { channel, notice: notice.id, kind: notice.kind, ...shown(delivered) });
  } catch (error) {
    await answer(notice, {
      channel,
      notice: notice.id,
      kind: notice.kind,
      at: new Date().toISOString(),
      failed: causeOf(error).message,
    });
  }
}

const closesWithin = '20 seconds';

/** "Incident closed." is said where it is so, for which PagerDuty gets a moment. */
async function knowingWhatIsClosed({ queues, threads }: Incident, notice: Notice): Promise<Notice> {
  if (notice.ended === undefined) return notice;
  await condition(() => queues.PagerDuty.every(({ id }) => id !== notice.id), closesWithin);
  return { ...notice, ended: { ...notice.ended, incidentClosed: threads.PagerDuty?.resolved === 'yes' } };
}

const shown = ({ at, link }: Delivered) => ({ at, ...(link === undefined ? {} : { link }) });

/** The rollback keeps who was told; of one that is closed nobody asks. */
async function answer({ rollback, kind }: Notice, told: ToldOf): Promise<void> {
  if (kind === 'changed' || kind === 'update' || kind === 'closed') return;
  await getExternalWorkflowHandle(rollback)
    .signal(toldSignal, told)
    .catch(() => log.info('the rollback is closed and cannot be told', { channel: told.channel }));
}
