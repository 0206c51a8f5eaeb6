// Runbook › Test Downgrade (Staging First!): the same steps on a copy of staging, the target's tests, and up again.
import type { Rehearsal, RehearsedStep, TestRun } from '../../src/database/rehearsal.js';
import { deltaBetween } from '../../src/database/schema-delta.js';
import { type TargetSchema, targetSchema } from '../../src/database/target-schema.js';
import { bringCopy } from './bring-copy.js';
import type { Asked } from './connection.js';
import { readingFrom } from './connection.js';
import { ownSchemas } from './own-schemas.js';
import type { RunnerAnswer } from './schema-runner.js';
import { readCatalogue, readSchemaState } from './schema-state.js';
import { withCopy } from './staging-copy.js';
import { runTests } from './target-tests.js';
import { type Walk, walkPath } from './walk-path.js';

export interface RehearsalOrder {
  readonly database: string;
  readonly staging: { readonly url: string; readonly programs?: string };
  /** Folders of the release that is left, and of the target. */
  readonly folder: string;
  readonly targetFolder: string;
  readonly python: string;
  readonly urlVariable: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly tests?: readonly string[];
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly steps: readonly string[];
  readonly filesHash: string;
  readonly transactions: 'one' | 'each';
  /** Of the run: letters, digits and underscores. */
  readonly key: string;
  readonly testsWithinMs: number;
  readonly now: () => string;
  readonly signal: AbortSignal;
  readonly onSaid: (line: string) => void;
}

const lockTimeoutMs = 5_000;
const statementTimeoutMs = 600_000;

/** Fails where the copy cannot be made; everything that its migrations do is part of what it found. */
export async function rehearse(order: RehearsalOrder): Promise<Rehearsal> {
  const name = `runback_rehearsal_${order.key}`;
  const applicationName = `runback rehearsal ${order.key}`;
  return withCopy({ ...order.staging, name, applicationName }, order.signal, async (url) => {
    const asked: Asked = { applicationName, withinMs: 30_000 };
    const place = { url: order.staging.url, database: name };
    const state = await readSchemaState(place, asked);
    const found = { database: order.database, at: order.now(), from: order.from, to: order.to };
    const bound = { filesHash: order.filesHash, transactions: order.transactions };
    const notRun: TestRun = { state: 'not configured' };
    const walk = walkOf(order, url, applicationName, state);
    const elsewhere = await bringCopy(order, walk, state.revisions ?? []);
    if (elsewhere !== undefined)
      return { ...found, ...bound, steps: [], tests: notRun, testsBefore: notRun, stoppedBy: elsewhere };
    const before = await readingFrom(place, asked, readCatalogue);
    const testsBefore = await runTests(order, url);
    const down = await walkDown(walk, before);
    const failed = sentenceOfEnd(down.answer) ?? notAll(down.steps.length, order.steps.length);
    if (failed !== undefined)
      return { ...found, ...bound, steps: down.steps, tests: notRun, testsBefore, stoppedBy: failed };
    const read = () => readingFrom(place, asked, readCatalogue);
    const after = await read();
    const [{ tests, back }, schema] = await Promise.all([
      testedAndUpAgain(order, url, () => comesUpAgain(walk, order, before, read)),
      comparedWithTarget(order, walk, { before, after }),
    ]);
    return {
      ...{ ...found, ...bound, steps: down.steps, tests, testsBefore, schema },
      ...(back === undefined ? {} : { doesNotComeUpAgain: back }),
    };
  });
}

const walkOf = (order: RehearsalOrder, value: string, applicationName: string, state: Walk['expects']): Walk => ({
  python: order.python,
  folder: order.folder,
  direction: 'down',
  steps: order.steps,
  from: order.from,
  transactions: order.transactions,
  expects: { systemIdentifier: state.systemIdentifier, database: state.database },
  url: { variable: order.urlVariable, value },
  ...(order.environment === undefined ? {} : { environment: order.environment }),
  applicationName,
  lockTimeoutMs,
  statementTimeoutMs,
  signal: order.signal,
  onSaid: order.onSaid,
});

async function walkDown(walk: Walk, before: readonly string[]) {
  const steps: RehearsedStep[] = [];
  let had = before;
  let begun = performance.now();
  const answer = await walkPath({
    ...walk,
    onStep: ({ revision, heads, catalogue, changedRowsOf }) => {
      const tookMs = Math.round(performance.now() - begun);
      const changed = changedRowsOf.length === 0 ? {} : { changedRowsOf };
      steps.push({ revision, heads, delta: deltaBetween(had, catalogue), ...changed, tookMs });
      [had, begun] = [catalogue, performance.now()];
    },
  });
  return { answer, steps };
}

/** In this order: the tests are those of the target, on its schema. */
async function testedAndUpAgain(order: RehearsalOrder, url: string, goUp: () => Promise<string | undefined>) {
  const tests = await runTests(order, url);
  return { tests, back: await goUp() };
}

async function comparedWithTarget(
  order: RehearsalOrder,
  walk: Walk,
  seen: { readonly before: readonly string[]; readonly after: readonly string[] },
): Promise<TargetSchema> {
  try {
    return targetSchema({ ...seen, ...(await ownSchemas(order, walk)) });
  } catch (error) {
    order.signal.throwIfAborted();
    return { state: 'not known', why: error instanceof Error ? error.message : String(error) };
  }
}

async function comesUpAgain(
  walk: Walk,
  order: RehearsalOrder,
  before: readonly string[],
  read: () => Promise<readonly string[]>,
): Promise<string | undefined> {
  const up = { ...walk, direction: 'up' as const, steps: [...order.steps].reverse(), from: order.to };
  const failed = sentenceOfEnd(await walkPath(up));
  if (failed !== undefined) return failed;
  const { removed, added } = deltaBetween(before, await read());
  if (removed.length + added.length === 0) return undefined;
  return `the schema that came back is another: ${[...removed.map((each) => `− ${each}`), ...added.map((each) => `+ ${each}`)].slice(0, 5).join('; ')}`;
}

const notAll = (taken: number, wanted: number): string | undefined =>
  taken === wanted ? undefined : `only ${taken} of ${wanted} steps were taken`;

const sentenceOfEnd = (answer: RunnerAnswer<unknown>): string | undefined =>
  answer.state === 'answered' ? undefined : answer.says;
