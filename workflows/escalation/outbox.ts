// Pages in the order in which they were asked for, each tried until the paging service took or refused it. A page whose reason
// is over before it was sent is dropped.
import { CancellationScope, condition, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/activities.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import { leftToTell } from '../../src/notices/worth-telling.js';
import { pagedFor } from '../../src/paged.js';
import { causeOf } from '../endings.js';
import { soon } from '../proxies.js';

export interface OutgoingPage {
  readonly action: 'trigger' | 'resolve';
  readonly dedupKey: string;
  readonly summary: string;
  readonly details: Readonly<Record<string, string>>;
  /** ISO time. */
  readonly askedAt: string;
  /** What it is about, for who hears what became of it. */
  readonly about: string;
}

export type Became = 'sent' | 'refused' | 'dropped' | 'resolved' | 'not resolved';

export interface Outbox {
  readonly entry: CatalogueEntry;
  readonly queue: OutgoingPage[];
  /** The first of the queue, while it is tried. */
  underWay: CancellationScope | undefined;
  /** Keys of what was tried: it may have arrived. */
  readonly tried: Set<string>;
  /** How many are being told what became of their page. */
  telling: number;
  readonly heard: (page: OutgoingPage, became: Became, why?: string) => Promise<void>;
}

/** Waits for nothing. */
export function putOut(outbox: Outbox, page: OutgoingPage): void {
  if (page.action === 'trigger') return void outbox.queue.push(page);
  drop(outbox, ({ dedupKey }) => dedupKey === page.dedupKey);
  if (outbox.tried.has(page.dedupKey)) outbox.queue.push(page);
}

/** Those that nobody needs to hear of any more; one that is being tried is tried no more, and may have arrived. */
export function drop(outbox: Outbox, isOver: (page: OutgoingPage) => boolean): void {
  const { queue, underWay } = outbox;
  const first = underWay === undefined ? undefined : queue[0];
  for (const page of queue.filter((each) => each.action === 'trigger' && isOver(each))) {
    if (page === first) {
      underWay?.cancel();
      continue;
    }
    queue.splice(queue.indexOf(page), 1);
    void tell(outbox, page, 'dropped');
  }
}

/** Runs until the workflow is over. */
export async function sendInOrder(outbox: Outbox): Promise<never> {
  for (;;) {
    await condition(() => outbox.queue.length > 0);
    const page = outbox.queue[0];
    if (page === undefined) continue;
    const [became, why] = await send(outbox, page);
    outbox.queue.splice(0, outbox.queue[0] === page ? 1 : 0);
    await tell(outbox, page, became, why);
  }
}

async function tell(outbox: Outbox, ...[page, became, why]: Parameters<Outbox['heard']>): Promise<void> {
  outbox.telling += 1;
  await outbox.heard(page, became, why);
  outbox.telling -= 1;
}

export const isEmpty = ({ queue, telling }: Outbox): boolean => queue.length === 0 && telling === 0;

/** Paging is worth trying for a day from when it was asked for. An attempt under way ends before its cancel counts. */
const pageNow = (askedAt: string): Activities['page'] =>
  proxyActivities<Activities>({
    startToCloseTimeout: '10 seconds',
    scheduleToCloseTimeout: leftToTell(askedAt, Date.now()),
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: soon,
  }).page;

async function send(outbox: Outbox, page: OutgoingPage): Promise<[became: Became, why?: string]> {
  const { entry, tried } = outbox;
  const { action, dedupKey, summary, details, askedAt, about } = page;
  const isTrigger = action === 'trigger';
  const scope = new CancellationScope();
  outbox.underWay = scope;
  tried.add(dedupKey);
  try {
    const severity = isTrigger ? 'critical' : 'info';
    const to = pagedFor(about);
    const whom = to === undefined ? {} : { to };
    await scope.run(() => pageNow(askedAt)({ entry, ...whom, action, dedupKey, summary, severity, details }));
    return [isTrigger ? 'sent' : 'resolved'];
  } catch (error) {
    if (isCancellation(error)) return ['dropped'];
    return [isTrigger ? 'refused' : 'not resolved', causeOf(error).message];
  } finally {
    outbox.underWay = undefined;
  }
}
