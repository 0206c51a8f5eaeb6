// What one guard knows, and what of it survives continue-as-new.
import { defineQuery, setCurrentDetails } from '@temporalio/workflow';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import type { DeploymentCourse, Guarded } from '../../src/guard/deployment-course.js';
import type { Evaluation } from '../../src/guard/evaluation.js';
import type { GuardRequest } from '../../src/guard/guard-request.js';
import { type GuardEnd, type GuardNote, type GuardStatus, guardLines } from '../../src/guard/guard-status.js';
import { nothingSeen, type Tally } from '../../src/guard/tally.js';
import type { JudgedTrigger } from '../../src/runbook/judge-triggers.js';
import { oneLine } from '../../src/runbook/wording.js';
import { now } from '../course.js';

export const guardQuery = defineQuery<GuardStatus>('status');

/** What is carried from one run of a guard to the next. */
export interface Watched {
  /** The catalogue's word as it was at the start. */
  readonly entry: CatalogueEntry;
  readonly guarded: Guarded;
  before?: readonly JudgedTrigger[];
  bothBad?: string;
  /** ISO time at which ECS was first seen to have completed it. */
  completedAt?: string;
  tally: Tally;
  unmeasured?: { readonly since: string; readonly why: readonly string[] };
  /** ISO time since which a source has not answered. */
  blindSince?: string;
  /** Why a breached rule rolled nothing back by itself, by its trigger's name. */
  reported: Readonly<Record<string, string>>;
  /** What somebody was paged for. */
  paged: readonly string[];
  notes: readonly GuardNote[];
}

export interface Guard extends Watched {
  course?: DeploymentCourse;
  newest?: { readonly at: string; readonly evaluation: Evaluation };
  rollback?: GuardStatus['rollback'];
  /** What somebody is being paged for. */
  readonly openPages: Set<string>;
}

const mostNotes = 100;
const longestNote = 600;

export const beginGuard = (watched: Pick<Watched, 'entry' | 'guarded'> & Partial<Watched>): Guard => ({
  tally: nothingSeen,
  reported: {},
  paged: [],
  notes: [],
  ...watched,
  openPages: new Set(),
});

/** A page that is not out yet is sent by the next run again: it is one for the paging service. */
export function carriedOf(guard: Guard): Watched {
  const { course: _course, newest: _newest, rollback: _rollback, openPages, ...watched } = guard;
  return { ...watched, paged: watched.paged.filter((about) => !openPages.has(about)) };
}

/** The first and the newest are kept when there are too many. */
export function noteOf(guard: Guard, text: string): void {
  const { notes } = guard;
  const kept = notes.length < mostNotes ? notes : notes.toSpliced(mostNotes / 2, 1);
  guard.notes = [...kept, { at: now(), text: oneLine(text, longestNote) }];
}

/** "ErrorRateSpike: errors 9 % …; so it was before the deployment: …" */
export const toldIn = ({ reported }: Guard): readonly string[] =>
  Object.entries(reported).map(([name, why]) => `${name}: ${why}`);

export function statusOf(guard: Guard): GuardStatus {
  const { entry, guarded, course, newest, unmeasured, tally, notes, rollback } = guard;
  return {
    service: entry.service,
    environment: entry.environment,
    deployment: guarded,
    ...(course === undefined ? {} : { course }),
    ...(newest === undefined
      ? {}
      : { evaluatedAt: newest.at, judged: newest.evaluation.judged, sideBySide: newest.evaluation.sideBySide }),
    ...(unmeasured === undefined ? {} : { unmeasured }),
    tally,
    reported: toldIn(guard),
    notes,
    ...(rollback === undefined ? {} : { rollback }),
  };
}

/** Before it is known what is guarded. */
export const statusBefore = ({ service, environment }: GuardRequest): GuardStatus => ({
  service,
  environment,
  tally: nothingSeen,
  reported: [],
  notes: [],
});

export const show = (guard: Guard): void => setCurrentDetails(guardLines(statusOf(guard)).join('\n\n'));

export const endedAs = (
  end: GuardEnd['end'],
  said: readonly string[],
  more: Pick<GuardEnd, 'see' | 'answer'> & { readonly notes?: GuardEnd['notes'] } = {},
): GuardEnd => ({ end, at: now(), said, notes: [], ...more });
