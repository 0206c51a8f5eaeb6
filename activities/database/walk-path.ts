// Runs steps of a path by schema-runner, on the connection of the project's own env.py, and tells what each one changed.
import { catalogueQuery } from '../../src/database/catalogue-query.js';
import type { DatabaseIdentity } from '../../src/database/schema-state.js';
import { askSchemaRunner, type RunnerAnswer } from './schema-runner.js';
import { withoutUrl } from './url.js';

export interface Walk {
  readonly python: string;
  /** The Alembic folder of the release that is left. */
  readonly folder: string;
  readonly direction: 'down' | 'up';
  /** Revisions in the order in which they are run. */
  readonly steps: readonly string[];
  readonly from: readonly string[];
  readonly transactions: 'one' | 'each';
  readonly expects: DatabaseIdentity;
  /** Revision → what the fingerprint after it begins with: a step that comes to another one fails in its transaction. */
  readonly fingerprints?: Readonly<Record<string, string>>;
  /** Name of the variable that env.py takes its URL from, and the URL. */
  readonly url: { readonly variable: string; readonly value: string };
  /** What else the project's code needs to load. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly applicationName: string;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly onSaid?: (line: string) => void;
  /** After each step, on the same connection: not yet durable in one transaction. What it changed is not told with `fingerprints`. */
  readonly onStep?: (step: WalkedStep) => void;
}

export interface WalkedStep {
  readonly revision: string;
  readonly heads: readonly string[];
  readonly catalogue: readonly string[];
  /** Tables of which it changed or deleted rows. */
  readonly changedRowsOf: readonly string[];
}

/** "runback" in ASCII: one migration at a time in a database, whatever the service. */
export const advisoryLock = '32217264302416747';

export const settingsOfWalk = (walk: Pick<Walk, 'lockTimeoutMs' | 'statementTimeoutMs'>) => ({
  lock_timeout: walk.lockTimeoutMs,
  statement_timeout: walk.statementTimeoutMs,
  // Without it a server goes on, with its locks, after its client has died.
  client_connection_check_interval: 500,
});

type Walked = RunnerAnswer<{ readonly applied: readonly string[] }>;

/** What a project's own code says may bear the URL that it was given; what is answered and told does not. */
export async function walkPath(walk: Walk): Promise<Walked> {
  const answer = await walked(walk);
  return 'says' in answer ? { ...answer, says: withoutUrl(answer.says, walk.url.value) } : answer;
}

const walked = (walk: Walk): Promise<Walked> =>
  askSchemaRunner({
    python: walk.python,
    env: { ...walk.environment, [walk.url.variable]: walk.url.value },
    signal: walk.signal,
    request: {
      command: 'move',
      folder: walk.folder,
      direction: walk.direction,
      steps: walk.steps,
      from: walk.from,
      transactions: walk.transactions,
      expects: walk.expects,
      application: walk.applicationName,
      lock: advisoryLock,
      catalogue: catalogueQuery,
      ...(walk.fingerprints === undefined ? {} : { fingerprints: walk.fingerprints }),
      settings: settingsOfWalk(walk),
    },
    onSaid: (line) => walk.onSaid?.(withoutUrl(line, walk.url.value)),
    onEvent: (event) => {
      if (event.event === 'applied') walk.onStep?.(event as unknown as WalkedStep);
    },
  });
