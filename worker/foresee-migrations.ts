// Before somebody rolls back from what serves now: its commit is fetched, and what Python says of its migrations is at hand.
import { setTimeout as after } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { withinAttempt } from '../activities/attempt.js';
import type { AwsAccess } from '../activities/aws-clients.js';
import { askAhead, assessMigrations } from '../activities/database/assess.js';
import { commitOf, migratedOf } from '../activities/database/migrated.js';
import { describeService } from '../activities/ecs-service.js';
import { lookAround } from '../activities/look-around.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { makePlan } from '../src/plan.js';
import type { Situation } from '../src/situation.js';
import { newestDeploymentAt } from '../src/target/as-of.js';

export interface Foresight {
  readonly aws: AwsAccess;
  readonly entries: readonly CatalogueEntry[];
  readonly onTrouble: (entry: CatalogueEntry, error: unknown) => void;
  /** Milliseconds between two looks at what serves: one DescribeServices each. */
  readonly every?: number;
}

interface Foreseen {
  readonly of: string;
  /** `performance.now()` from which it is tried again. */
  readonly until: number;
}

const looksEvery = 30_000;
const triedAgainAfter = 5 * 60_000;
const assessedWithinMs = 10 * 60_000;

/** Reads only, for as long as the worker runs, one service of a repository after the other. The returned function ends it. */
export function foreseeMigrations({ entries, every = looksEvery, ...means }: Foresight): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  const go = async (ofRepository: readonly CatalogueEntry[]): Promise<void> => {
    const known = new Map<CatalogueEntry, Foreseen>();
    while (!signal.aborted) {
      for (const entry of ofRepository) {
        const foreseen = await foresee({ ...means, entry, signal }, known.get(entry));
        if (foreseen === undefined) known.delete(entry);
        else known.set(entry, foreseen);
      }
      await after(every, undefined, { signal, ref: false }).catch(() => undefined);
    }
  };
  for (const ofRepository of byRepository(entries)) void go(ofRepository);
  return () => stopping.abort();
}

function byRepository(entries: readonly CatalogueEntry[]): readonly (readonly CatalogueEntry[])[] {
  const groups = new Map<string, CatalogueEntry[]>();
  for (const entry of entries) {
    const repository = entry.database?.migrations?.repository;
    if (repository !== undefined) groups.set(repository, [...(groups.get(repository) ?? []), entry]);
  }
  return [...groups.values()];
}

type Foreseeing = Pick<Foresight, 'aws' | 'onTrouble'> & {
  readonly entry: CatalogueEntry;
  readonly signal: AbortSignal;
};

/** Once for each deployment; what failed is tried again after a while. */
async function foresee(given: Foreseeing, known: Foreseen | undefined): Promise<Foreseen | undefined> {
  const { aws, entry, signal, onTrouble } = given;
  let of = known?.of ?? '';
  try {
    const { deployments = [] } = await describeService(aws.of(entry).ecs, entry, withinAttempt());
    of = JSON.stringify(deployments.map(({ id, rolloutState }) => [id, rolloutState]));
    if (known?.of === of && performance.now() < known.until) return known;
    await assessAhead(given, await lookAround({ aws })({ entry }));
    return { of, until: Number.POSITIVE_INFINITY };
  } catch (error) {
    if (signal.aborted) return known;
    onTrouble(entry, error);
    const isFinal = error instanceof ApplicationFailure && error.nonRetryable === true;
    return isFinal ? { of, until: performance.now() + triedAgainAfter } : undefined;
  }
}

/** What the rollback itself would ask, but for the rows: from what serves to the target that it would choose. */
async function assessAhead({ entry, signal }: Foreseeing, situation: Situation): Promise<void> {
  const { service, environment } = entry;
  const request = { service, environment, reason: 'foresight' };
  const now = new Date().toISOString();
  const plan = makePlan({ situation, entry, request, now, asOf: newestDeploymentAt(situation) });
  if (plan.target.kind === 'none' || plan.canary !== undefined) return;
  const asked = {
    database: migratedOf(entry),
    from: commitOf(plan.from),
    to: commitOf(plan.target.target.release),
    signal: AbortSignal.any([signal, AbortSignal.timeout(assessedWithinMs)]),
  };
  // Nobody asked for a task yet.
  if (asked.database.migrations.task !== undefined) await askAhead(asked);
  else await assessMigrations({ ...asked, applicationName: 'runback foresight', countsWithinMs: 0 });
}
