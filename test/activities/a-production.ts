// ApplyLens of runback.yaml on a simulated production of the test file's own, with the worker's way to AWS.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type AwsAccess, createAwsAccess } from '../../activities/aws-clients.js';
import { overlayOf } from '../../sandbox/overlay.js';
import type { SandboxOptions } from '../../sandbox/start.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import { readCatalogue } from '../../src/catalogue/read-catalogue.js';
import { aSandbox, type CheckedSandbox, until } from '../support/a-sandbox.js';

export interface Production {
  readonly sandbox: CheckedSandbox;
  readonly entry: CatalogueEntry;
  readonly aws: AwsAccess;
  stop(): Promise<void>;
}

const catalogueFile = fileURLToPath(new URL('../../runback.yaml', import.meta.url));

export async function aProduction(options: Partial<SandboxOptions> = {}): Promise<Production> {
  const sandbox = await aSandbox(options);
  await Promise.all([sandbox.database.begin(), stoodOn(sandbox)]);
  const found = readCatalogue(await readFile(catalogueFile, 'utf8'), overlayOf(sandbox)).find('applylens-api', 'prod');
  if ('refused' in found) throw new Error(found.refused);
  const aws = createAwsAccess();
  return {
    sandbox,
    entry: { ...found.entry, timings: { ...found.entry.timings, poll: 50, metricsPoll: 50 } },
    aws,
    stop: async () => {
      aws.close();
      await sandbox.stop();
    },
  };
}

/** The application has found what it stands on, and says so. */
const stoodOn = ({ urls }: CheckedSandbox) =>
  until(
    async () => (await fetch(`${urls.loadBalancer}/health`)).text(),
    (said) => said.includes('"database":"ok"'),
  );
