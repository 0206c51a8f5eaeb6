// Runbook › Communication: one workflow for each incident tells people, in every channel, in the order of writing. Nobody waits
// for it: a channel that is down holds up only its own notices, and no rollback.
import { condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { type Channel, channels, type Notice, type Thread } from '../src/notice.js';
import { channelsOf } from '../src/notices/channels.js';
import { deliverInOrder } from './incident/delivery.js';
import { keepUpdated } from './incident/updates.js';
import { noticeIn, noticeSignal } from './messages.js';

export interface IncidentInput {
  readonly entry: CatalogueEntry;
  readonly notices: readonly Notice[];
  /** When the history was cut. */
  readonly carried?: Carried;
}

interface Carried {
  readonly threads: Incident['threads'];
  readonly queues: Incident['queues'];
  readonly open: Incident['open'];
  readonly over?: number;
}

export interface Incident {
  entry: CatalogueEntry;
  readonly threads: Partial<Record<Channel, Thread>>;
  readonly queues: Record<Channel, Notice[]>;
  /** Rollbacks that have not closed yet, by their run key. */
  readonly open: Record<string, Notice>;
  /** Milliseconds: when the incident is left alone, unless a new rollback begins. */
  over: number | undefined;
  ended: boolean;
}

/** Events; what is under way then is finished first. */
const longHistory = 2_000;

/** Ends once the last rollback was watched for its hour and everything was told. */
export async function incident(input: IncidentInput): Promise<void> {
  const here = begin(input);
  setHandler(noticeSignal, (value: unknown) => {
    const notice = noticeIn(value);
    if (notice !== undefined) take(here, notice);
  });
  for (const notice of input.notices) take(here, notice);
  const telling = channelsOf(here.entry).map((channel) => deliverInOrder(here, channel));
  const updating = keepUpdated(here);
  const isQuiet = () => Object.values(here.queues).every((queue) => queue.length === 0);
  for (;;) {
    const left = here.over === undefined ? undefined : Math.max(1, here.over - Date.now());
    const due = () => isQuiet() && workflowInfo().historyLength > longHistory;
    const over = here.over;
    await (left === undefined
      ? condition(() => here.over !== undefined || due())
      : condition(() => here.over !== over || due(), left));
    if (due()) await carryOn(here);
    if (here.over !== undefined && here.over <= Date.now() && isQuiet()) break;
    // A channel gives up a day after the writing; a rollback that begins meanwhile goes on in this incident.
    if (here.over !== undefined && here.over <= Date.now()) await condition(() => isQuiet() || here.over !== over);
  }
  here.ended = true;
  await Promise.all([...telling, updating]);
}

function begin({ entry, carried }: IncidentInput): Incident {
  const none = Object.fromEntries(channels.map((channel) => [channel, []])) as unknown as Incident['queues'];
  return {
    entry,
    threads: { ...carried?.threads },
    queues: { ...none, ...carried?.queues },
    open: { ...carried?.open },
    over: carried?.over,
    ended: false,
  };
}

/** Of notices that only bring the card up to date the newest is enough. */
function take(here: Incident, written: Notice): void {
  const { entry, queues, open } = here;
  // After Temporal's reset a run begins again that people know already.
  const isKnown = written.kind === 'begun' && open[written.runKey] !== undefined;
  const notice: Notice = isKnown ? { ...written, kind: 'changed' } : written;
  if (notice.ended === undefined) {
    // One run holds the lock: an earlier one that did not close by itself is gone.
    for (const runKey of Object.keys(open)) if (runKey !== notice.runKey) delete open[runKey];
    open[notice.runKey] = notice;
    here.over = undefined;
  } else {
    delete open[notice.runKey];
    if (Object.keys(open).length === 0) here.over = Date.now() + entry.timings.monitor;
  }
  for (const channel of channelsOf(entry)) {
    const queue = queues[channel];
    // The first one may be on its way already.
    const stale = queue.findIndex((each, at) => at > 0 && each.kind === 'changed');
    if (stale > 0) queue.splice(stale, 1);
    queue.push(notice);
  }
}

const carryOn = ({ entry, threads, queues, open, over }: Incident): Promise<never> =>
  continueAsNew<typeof incident>({
    entry,
    notices: [],
    carried: { threads, queues, open, ...(over === undefined ? {} : { over }) },
  });
