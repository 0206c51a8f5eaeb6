// The workflows as one file for Temporal's isolate, kept on disk by what is in it so that a worker starts at once.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BundleOptions, bundleWorkflowCode, DefaultLogger, type WorkflowBundleOption } from '@temporalio/worker';

const root = fileURLToPath(new URL('..', import.meta.url));
const written = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

const workflowsPath = join(root, 'workflows', `index.${written}`);
export const payloadConverterPath = join(root, 'src', `payload-converter.${written}`);

interface Place {
  /** Where bundles are kept; made when it is not there. */
  readonly folder?: string;
}

/** What a bundle is made from; the sources of the product count always. */
export interface BundleOf extends Pick<BundleOptions, 'workflowsPath' | 'workflowInterceptorModules'> {
  /** What its file is called, before the fingerprint. */
  readonly name: string;
}

/** The product's own workflows, see `keptBundle`. */
export const workflowBundle = (place?: Place): Promise<WorkflowBundleOption> =>
  keptBundle({ name: 'workflows', workflowsPath }, place);

/** A bundle that fits the sources as they are now. Where the folder cannot be written it is made anew for each start. */
export async function keptBundle(
  { name, ...of }: BundleOf,
  { folder = keptIn() }: Place = {},
): Promise<WorkflowBundleOption> {
  const codePath = join(folder, `${name}-${await fingerprint(of)}.js`);
  if (existsSync(codePath)) return { codePath };
  const { code } = await bundleWorkflowCode({ ...of, payloadConverterPath, logger: new DefaultLogger('ERROR') });
  try {
    await mkdir(folder, { recursive: true });
    const draft = `${codePath}.${randomUUID()}`;
    await writeFile(draft, code);
    await rename(draft, codePath);
    return { codePath };
  } catch {
    return { code };
  }
}

const keptIn = (): string => join(process.env.RUNBACK_HOME ?? '.runback', 'bundles');

/** Everything that a workflow may import, and the tools that put it together. */
async function fingerprint({
  workflowsPath,
  workflowInterceptorModules = [],
}: Omit<BundleOf, 'name'>): Promise<string> {
  const folders = new Set([
    ...[workflowsPath, ...workflowInterceptorModules].map((file) => dirname(file)),
    join(root, 'src'),
  ]);
  const files = [
    ...(await Promise.all([...folders].map(sourcesIn))).flat(),
    join(root, 'activities', `activities.${written}`),
    fileURLToPath(import.meta.resolve('@temporalio/worker/package.json')),
  ];
  const hash = createHash('sha256');
  for (const [file, content] of await Promise.all(files.map(async (file) => [file, await readFile(file)] as const))) {
    hash.update(file.slice(root.length)).update('\0').update(content).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

async function sourcesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith(`.${written}`) && !name.endsWith('.d.ts'))
    .toSorted()
    .map((name) => join(folder, name));
}
