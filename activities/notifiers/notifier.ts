// What a channel has to bring: deliver one notice, safe to repeat, and say where it can be seen.
import type { ApplicationFailure } from '@temporalio/common';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import { failure } from '../../src/failures.js';
import type { Channel, Notice, Thread } from '../../src/notice.js';

export interface ToDeliver {
  readonly entry: CatalogueEntry;
  /** Workflow id of the incident: what is begun in a channel belongs to it. */
  readonly incident: string;
  readonly notice: Notice;
  /** What an earlier notice of the incident began in this channel. */
  readonly thread?: Thread;
  /** Whether the same may have been delivered already, without an answer. */
  readonly again: boolean;
  readonly signal: AbortSignal;
}

export interface Told {
  readonly thread?: Thread;
  readonly link?: string;
}

/** Answers undefined where the channel has nothing to say of this notice. */
export type Notifier = (given: ToDeliver) => Promise<Told | undefined>;

interface Refusal {
  readonly channel: Channel;
  readonly notice: Notice;
  readonly cameBack: string;
}

const attempted = ({ channel, notice }: Refusal): string =>
  `Telling ${channel} about ${notice.service} ${notice.environment} (${notice.kind})`;

/** It passes: tried again, after `afterMs` where the channel says when. */
export const unavailable = (refusal: Refusal, afterMs?: number): ApplicationFailure => {
  const sentence = { attempted: attempted(refusal), cameBack: refusal.cameBack, next: 'Runback tries again by itself' };
  return failure('ChannelUnavailable', sentence, afterMs);
};

/** The same will be refused again. */
export const refused = (refusal: Refusal, next: string): ApplicationFailure =>
  failure('ChannelRefused', {
    attempted: attempted(refusal),
    cameBack: refusal.cameBack,
    next,
    heading: 'Communication',
  });
