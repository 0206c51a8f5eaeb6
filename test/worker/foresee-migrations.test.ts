import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AwsAccess, createAwsAccess } from '../../activities/aws-clients.js';
import { overlayOf } from '../../sandbox/overlay.js';
import { until } from '../../sandbox/processes/until.js';
import { type Sandbox, startSandbox } from '../../sandbox/start.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import { loadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { foreseeMigrations } from '../../worker/foresee-migrations.js';

let sandbox: Sandbox;
let aws: AwsAccess;
let entry: CatalogueEntry;
const place = mkdtempSync(join(tmpdir(), 'runback-foresight-'));
const before = process.env.RUNBACK_HOME;

beforeAll(async () => {
  process.env.RUNBACK_HOME = place;
  sandbox = await startSandbox({ profile: 'quick', scenario: 'bad-migration', requestsPerSecond: 0 });
  const overlay = join(place, 'overlay.yaml');
  writeFileSync(overlay, overlayOf(sandbox));
  const found = (await loadCatalogue({ file: 'runback.yaml', overlay })).find('applylens-api', 'prod');
  if ('refused' in found) throw new Error(found.refused);
  entry = found.entry;
  aws = createAwsAccess();
});
afterAll(async () => {
  aws?.close();
  await sandbox?.stop();
  if (before === undefined) delete process.env.RUNBACK_HOME;
  else process.env.RUNBACK_HOME = before;
  rmSync(place, { recursive: true, force: true });
});

const kept = (): number => {
  try {
    return readdirSync(join(place, 'repositories/answers')).length;
  } catch {
    return 0;
  }
};
const untilKept = (many: number) =>
  until(`${many} answers were not kept`, 60_000, async () => (kept() >= many ? true : undefined));

it('reads the migrations of what serves before anybody rolls back from it, and of what is deployed after that', async () => {
  const troubles: unknown[] = [];
  const onTrouble = (_: CatalogueEntry, error: unknown) => troubles.push(error);
  const stop = foreseeMigrations({ aws, entries: [entry], every: 100, onTrouble });
  await untilKept(2);
  await sandbox.migrate();
  sandbox.deploy();
  await untilKept(4);
  stop();
  expect(troubles).toEqual([]);
});
