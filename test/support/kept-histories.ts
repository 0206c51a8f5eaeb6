// The committed histories: what running workflows in production may look like. Today's code must replay every one of them.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type History, historyToJSON } from '@temporalio/common/lib/proto-utils.js';

const folder = fileURLToPath(new URL('../histories', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Written once and never again: RUNBACK_RECORD_HISTORIES=1 writes those that are not there yet. */
export async function keepHistory(name: string, history: History): Promise<void> {
  const file = join(folder, `${name}.json`);
  if (process.env.RUNBACK_RECORD_HISTORIES !== '1' || existsSync(file)) return;
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${withoutMachine(historyToJSON(history))}\n`);
}

/** Neither paths nor names of the machine that recorded it. */
const withoutMachine = (json: string): string =>
  JSON.stringify(
    JSON.parse(json.replaceAll(root, '/'), (key, value: unknown) => (key === 'identity' ? 'worker' : value)),
  );

interface Kept {
  readonly name: string;
  readonly read: () => Promise<{ readonly history: Written; readonly workflowId: string }>;
}

export async function keptHistories(): Promise<Kept[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  return names.map((name) => ({
    name: name.replace('.json', ''),
    read: async () => {
      const history = JSON.parse(await readFile(join(folder, name), 'utf8')) as Written;
      return { history, workflowId: history.events[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? '' };
    },
  }));
}

interface Written {
  readonly events: readonly { readonly workflowExecutionStartedEventAttributes?: { readonly workflowId: string } }[];
}
