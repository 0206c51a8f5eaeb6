// Prints the contract as a table when all has run: behaviour × peer.
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { type Peer, peers } from './behaviour.js';

declare module 'vitest' {
  interface TaskMeta {
    /** Why the peer is known to answer otherwise. */
    knownDifference?: string;
  }
}

type Outcome = 'same' | 'known difference' | 'skipped' | 'not run' | 'FAILED';

interface Row {
  readonly about: string;
  readonly behaviour: string;
  readonly outcomes: Map<Peer, Outcome>;
  readonly notes: string[];
}

export default class TableReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = rowsOf(modules.flatMap((each) => [...each.children.allTests()]));
    if (rows.length > 0) process.stdout.write(`\n${tableOf(rows)}\n`);
  }
}

function rowsOf(tests: readonly TestCase[]): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const test of tests) {
    const { peer, about } = placeOf(test);
    if (peer === undefined || about === undefined) continue;
    const row: Row = rows.get(test.name) ?? { about, behaviour: test.name, outcomes: new Map(), notes: [] };
    rows.set(test.name, row);
    row.outcomes.set(peer, outcomeOf(test));
    const why = test.meta().knownDifference ?? reasonOfSkip(test);
    if (why !== undefined) row.notes.push(`${peer}: ${why}`);
  }
  return [...rows.values()];
}

/** Only behaviours of the contract have one: they stand in a suite for what they are about, in one for the peer. */
function placeOf({ parent }: TestCase): { peer?: Peer | undefined; about?: string } {
  if (parent.type !== 'suite' || parent.parent.type !== 'suite') return {};
  const { name } = parent.parent;
  return { peer: peers.find((peer) => peer === name), about: parent.name };
}

function outcomeOf(test: TestCase): Outcome {
  const { state } = test.result();
  if (state === 'failed') return 'FAILED';
  if (state !== 'passed') return reasonOfSkip(test) === undefined ? 'not run' : 'skipped';
  return test.meta().knownDifference === undefined ? 'same' : 'known difference';
}

function reasonOfSkip(test: TestCase): string | undefined {
  const result = test.result();
  return result.state === 'skipped' ? result.note : undefined;
}

function tableOf(rows: readonly Row[]): string {
  const shown = peers.filter((peer) => rows.some(({ outcomes }) => outcomes.has(peer)));
  const width = Math.max(...rows.map(({ behaviour }) => behaviour.length)) + 2;
  const cells = (texts: readonly string[]): string =>
    texts
      .map((text) => text.padEnd(18))
      .join('')
      .trimEnd();
  const lines = rows.flatMap(({ about, behaviour, outcomes, notes }, index) => [
    ...(rows[index - 1]?.about === about ? [] : ['', about]),
    `  ${behaviour.padEnd(width)}${cells(shown.map((peer) => outcomes.get(peer) ?? 'not run'))}`,
    ...notes.map((note) => `      ${note}`),
  ]);
  const totals = shown.map(
    (peer) => `${peer}: ${countsOf(rows.map(({ outcomes }) => outcomes.get(peer) ?? 'not run'))}`,
  );
  return [`${'  Behaviour'.padEnd(width + 2)}${cells(shown)}`, ...lines, '', ...totals].join('\n');
}

function countsOf(outcomes: readonly Outcome[]): string {
  const all: readonly Outcome[] = ['same', 'known difference', 'skipped', 'not run', 'FAILED'];
  const counted = all.map((outcome) => [outcomes.filter((one) => one === outcome).length, outcome] as const);
  return counted.flatMap(([count, outcome]) => (count > 0 ? [`${count} ${outcome}`] : [])).join(', ');
}
