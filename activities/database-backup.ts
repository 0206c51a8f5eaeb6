// Runbook › Database Rollback, step 3: the snapshot is made once, by its id, and followed until it is available.
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import {
  type BackupWanted,
  backupId,
  judgeBackup,
  refusedBecause,
  runTag,
  type SeenSnapshot,
} from '../src/database/backup.js';
import { failure, remedyOf } from '../src/failures.js';
import { tagValueFor } from '../src/tag-value.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess, AwsClients } from './aws-clients.js';
import type { BackedUp, DatabaseActivities } from './database-activities.js';
import { readBackups, whatIsBackedUp } from './rds.js';
import { createSnapshot, readSnapshot } from './rds-snapshots.js';

type Question = Parameters<DatabaseActivities['backUpDatabase']>[0];

interface Course {
  readonly clients: AwsClients;
  wanted: BackupWanted;
  readonly tags: Readonly<Record<string, string>>;
  /** What the catalogue names was looked up: a member of a cluster stands for that. */
  isFound: boolean;
  /** It was there at least once: it is not made again. */
  hasBeenSeen: boolean;
  /** Looks in a row that did not find what had been there. */
  missed: number;
  sentence: string;
  percent?: number;
}

const beatEvery = 3_000;
/** RDS may list late what it has just made. */
const goneAfterLooks = 5;

export const backUpDatabase =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async (question: Question): Promise<BackedUp> => {
    const course = courseOf(aws, question);
    if (course === undefined) return nothingToBackUp(question.entry);
    const context = Context.current();
    const beat = () =>
      context.heartbeat({ at: new Date().toISOString(), sentence: course.sentence, percent: course.percent });
    const beating = setInterval(beat, beatEvery);
    try {
      for (;;) {
        const ended = await look(course).catch((error: unknown) => goOn(course, error));
        beat();
        if (ended !== undefined) return ended;
        if (context.cancellationSignal.aborted) return stopped(course);
        if (Date.now() >= Date.parse(question.deadline)) return { end: 'out of time', why: course.sentence };
        const { poll } = question.entry.timings;
        await sleep(poll, undefined, { signal: context.cancellationSignal }).catch(() => undefined);
        if (context.cancellationSignal.aborted) return stopped(course);
      }
    } finally {
      clearInterval(beating);
    }
  };

function courseOf(aws: AwsAccess, { entry, run, acceptedAt }: Question): Course | undefined {
  const { rds, backupName } = entry.database ?? {};
  if (rds === undefined) return undefined;
  const { runKey } = run;
  const id = backupId({ acceptedAt, runKey }, backupName);
  return {
    clients: aws.of(entry),
    wanted: { id, rds, runKey, since: acceptedAt },
    tags: { [runTag]: runKey, 'runback:rollback': tagValueFor(run.workflowId), 'runback:service': entry.service },
    isFound: false,
    hasBeenSeen: false,
    missed: 0,
    sentence: `snapshot ${id} of ${rds.id} is being asked for`,
  };
}

const nothingToBackUp = ({ database }: CatalogueEntry): BackedUp => ({
  end: 'refused',
  why:
    database === undefined
      ? 'No database is in the catalogue'
      : `The catalogue names no RDS instance or cluster for the database at ${database.host}`,
  remedy: 'Name its instance or cluster below databases in the catalogue',
});

async function look(course: Course): Promise<BackedUp | undefined> {
  if (!course.isFound) await find(course);
  const seen = await readSnapshot(course.clients, course.wanted, withinAttempt());
  if (seen !== undefined) return judged(course, seen);
  if (!course.hasBeenSeen) return create(course);
  course.missed += 1;
  if (course.missed < goneAfterLooks) return undefined;
  const why = `The snapshot ${course.wanted.id} is gone: somebody deleted it`;
  return { end: 'refused', why, remedy: 'Find out who did, and retry' };
}

/** What is not there is refused when it is to be backed up. */
async function find(course: Course): Promise<void> {
  const { clients, wanted } = course;
  const rds = await whatIsBackedUp(clients.rds, wanted.rds, withinAttempt()).catch((error: unknown) => {
    if (error instanceof ApplicationFailure && error.type === 'AwsRefused') return wanted.rds;
    throw error;
  });
  course.wanted = { ...wanted, rds };
  course.isFound = true;
}

async function create(course: Course): Promise<BackedUp | undefined> {
  const { clients, wanted, tags } = course;
  const created = await createSnapshot(clients, wanted, tags, withinAttempt());
  if (!('not' in created)) return judged(course, created);
  // An answer that was lost: what is there, and what keeps the instance busy, may be our own.
  const there = await readSnapshot(clients, wanted, withinAttempt());
  if (there !== undefined) return judged(course, there);
  if (created.not === 'exists') return undefined;
  return { end: 'refused', ...refusedBecause(created.not, created.said, wanted.rds) };
}

async function judged(course: Course, seen: SeenSnapshot): Promise<BackedUp | undefined> {
  const { wanted, clients } = course;
  course.hasBeenSeen = true;
  course.missed = 0;
  const verdict = judgeBackup(seen, wanted);
  if (verdict.is === 'of no use') return { end: 'refused', why: verdict.why, remedy: verdict.remedy };
  if (verdict.is === 'under way') {
    course.sentence = verdict.sentence;
    if (seen.percent !== undefined) course.percent = seen.percent;
    return undefined;
  }
  const { id, rds } = wanted;
  const net = await readBackups(clients.rds, rds, withinAttempt()).catch(() => undefined);
  const restorableTo = net?.restorableTo;
  return {
    end: 'available',
    id,
    at: verdict.at,
    allocatedGib: seen.allocatedGib,
    ...(restorableTo === undefined ? {} : { restorableTo }),
  };
}

/** What only a person can mend fails. */
function goOn(course: Course, error: unknown): undefined {
  if (!(error instanceof ApplicationFailure) || remedyOf(error) !== 'transient') throw error;
  course.sentence = error.message;
}

/** The workflow asked to stop: answered, and the snapshot becomes what it becomes. A worker that stops: another one goes on. */
function stopped({ sentence }: Course): BackedUp {
  const { cancellationDetails } = Context.current();
  if (cancellationDetails?.workerShutdown === true) {
    const cameBack = 'this worker stops';
    throw failure('NotYet', { attempted: 'Following the snapshot', cameBack, next: 'Another goes on' });
  }
  if (cancellationDetails?.cancelRequested === true) return { end: 'stopped', why: sentence };
  throw new CancelledFailure('The activity was paused, reset, or nobody waits for it any more');
}
