// The schemas that two releases' own migrations build from nothing, on an empty database beside staging's.
import type { SchemaPath } from '../../src/database/schema-step.js';
import { type Asked, connectedTo, type DatabasePlace, readingFrom } from './connection.js';
import type { RehearsalOrder } from './rehearse.js';
import { askSchemaRunner, type RunnerAnswer } from './schema-runner.js';
import { readCatalogue, readSchemaState } from './schema-state.js';
import { withEmptyDatabase } from './staging-copy.js';
import { type Walk, walkPath } from './walk-path.js';

export interface OwnSchemas {
  /** Lines of the catalogue. */
  readonly leftsOwn: readonly string[];
  readonly targetsOwn: readonly string[];
}

/** The target's heads first, then the steps that its successor added. Fails in whatever way a migration can. */
export async function ownSchemas(order: RehearsalOrder, walk: Omit<Walk, 'expects' | 'url'>): Promise<OwnSchemas> {
  const name = `runback_rehearsal_${order.key}_own`;
  const { applicationName } = walk;
  const copy = { ...order.staging, name, applicationName };
  return withEmptyDatabase(copy, async (value) => {
    const place: DatabasePlace = { url: order.staging.url, database: name };
    const asked: Asked = { applicationName, withinMs: 30_000 };
    await bearExtensionsOf({ url: order.staging.url }, place, asked);
    const { systemIdentifier, database } = await readSchemaState(place, asked);
    const here = {
      ...walk,
      direction: 'up',
      transactions: 'each',
      url: { variable: order.urlVariable, value },
    } as const;
    const up = async (folder: string, steps: readonly string[], from: readonly string[]) => {
      answerOf(await walkPath({ ...here, expects: { systemIdentifier, database }, folder, steps, from }));
      return readingFrom(place, asked, readCatalogue);
    };
    const targetsOwn = await up(order.targetFolder, await stepsFromNothing(order), []);
    return { targetsOwn, leftsOwn: await up(order.folder, [...order.steps].reverse(), order.to) };
  });
}

async function stepsFromNothing({ python, environment: env = {}, targetFolder, to, signal }: RehearsalOrder) {
  const request = { command: 'steps', folder: targetFolder, current: [], target: to };
  return answerOf(await askSchemaRunner<SchemaPath>({ python, env, signal, request })).up.map(
    ({ revision }) => revision,
  );
}

function answerOf<T>(answer: RunnerAnswer<T>): T {
  if (answer.state === 'answered') return answer.answer;
  throw new Error(answer.says);
}

/** What a database administrator has created, migrations take for granted. One that may not be created here is named by the migration that needs it. */
async function bearExtensionsOf(staging: DatabasePlace, place: DatabasePlace, asked: Asked): Promise<void> {
  const { rows } = await readingFrom(staging, asked, (client) =>
    client.query<{ sql: string }>(
      `select format('create extension if not exists %I', extname) as sql from pg_extension`,
    ),
  );
  await connectedTo(place, asked, async (client) => {
    for (const { sql } of rows) await client.query(sql).catch(() => undefined);
  });
}
