import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCanary } from '../../activities/canary-look.js';
import { hasNoTraffic } from '../../src/canary.js';
import { weightsOf } from '../../src/canary-forwards.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import { hasSsh } from '../sandbox/deploy-host/a-deploy-host.js';
import { aProduction, type Production } from './a-production.js';
import { aWorkerRuns, isReady } from './a-release-script.js';
import { taskDefinition } from './a-task-definition.js';

let production: Production;
let entry: CatalogueEntry;
beforeAll(async () => {
  production = await aProduction({ scenario: 'canary-bad', timeScale: 120 });
  const name = 'applylens-api-canary-prod';
  entry = { ...production.entry, canary: { service: name, targetGroup: name } };
});
afterAll(() => production?.stop());

const read = () => readCanary(production.aws.of(entry), entry, AbortSignal.timeout(8_000));
const argv = () => entry.script?.canary ?? [];
const weights = async () => (await read()).forwards.map((each) => weightsOf(each).map(({ weight }) => weight));

describe.skipIf(!hasSsh)('the release script with the arguments for the canary', () => {
  it('can be started without a git tag, as it deploys nothing', async () => {
    const { git: _, ...without } = entry;
    const ready = await isReady({ ...production, entry: without }, { taskDefinition: taskDefinition(122) }, {}, argv());
    expect(ready).toEqual({ ready: true, notes: [] });
  });

  it('that lies leaves the weights as they were', async () => {
    production.sandbox.deployHost.variant = 'lies';
    expect(await aWorkerRuns(entry, { key: 'canary-lies', argv: argv() }).ended).toMatchObject({ exitCode: 0 });
    expect(await weights()).toEqual([
      [90, 10],
      [90, 10],
    ]);
  });

  it('takes the canary’s weight in every way, the default action too, and keeps the weights of the others', async () => {
    production.sandbox.deployHost.variant = 'works';
    expect(await aWorkerRuns(entry, { key: 'canary-works', argv: argv() }).ended).toMatchObject({ exitCode: 0 });
    expect(await weights()).toEqual([
      [90, 0],
      [90, 0],
    ]);
    expect(hasNoTraffic(await read())).toBe(true);
  });
});
