// A migration that failed half way left production between two releases: the copy of staging is brought to the same place first.
import type { SchemaPath } from '../../src/database/schema-step.js';
import type { RehearsalOrder } from './rehearse.js';
import { askSchemaRunner } from './schema-runner.js';
import { type Walk, walkPath } from './walk-path.js';

/** Undefined where it stands where production does, now or already; else why not. `walk`: of the copy. */
export async function bringCopy(
  order: RehearsalOrder,
  walk: Walk,
  seen: readonly string[],
): Promise<string | undefined> {
  if (same(seen, order.from)) return undefined;
  const said = `staging is at ${list(seen)}, production at ${list(order.from)}`;
  const { python, folder, signal } = order;
  const request = { command: 'steps', folder, current: seen, target: order.from };
  const path = await askSchemaRunner<SchemaPath>({ python, signal, request });
  if (path.state !== 'answered') return `${said}, and its copy cannot be brought there: ${path.says}`;
  const stopped = await walkThere(walk, path.answer, seen);
  return stopped === undefined ? undefined : `${said}, and its copy cannot be brought there: ${stopped}`;
}

async function walkThere(walk: Walk, { down, up }: SchemaPath, seen: readonly string[]): Promise<string | undefined> {
  let heads = seen;
  for (const [direction, path] of [
    ['down', down],
    ['up', up],
  ] as const) {
    if (path.length === 0) continue;
    const steps = path.map(({ revision }) => revision);
    const onStep = (step: { readonly heads: readonly string[] }) => {
      heads = step.heads;
    };
    const ended = await walkPath({ ...walk, direction, steps, from: heads, transactions: 'each', onStep });
    if (ended.state !== 'answered') return ended.says;
  }
  return undefined;
}

const same = (one: readonly string[], other: readonly string[]): boolean =>
  [...one].sort().join() === [...other].sort().join();
const list = (revisions: readonly string[]): string => revisions.join(', ') || 'no revision';
