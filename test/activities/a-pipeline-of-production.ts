// A simulated production whose pipeline a test file has for itself: each test begins with a good token and leaves nothing running.
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { stopPipeline } from '../../activities/github-stop.js';
import type { Sandbox } from '../../sandbox/start.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import type { RunsToEnd } from '../../src/pipeline.js';
import { controlOf } from '../support/control-api.js';
import { aProduction, type Production } from './a-production.js';

const token = 'RUNBACK_GITHUB_TOKEN';

export const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** As an activity. */
export const run = <T>(activity: () => Promise<T>): Promise<T> =>
  new MockActivityEnvironment().run<[], T, () => Promise<T>>(activity);

export function pipelineOfThisFile() {
  let production: Production;
  let before = 0;
  const sandbox = (): Sandbox => production.sandbox;
  const entry = (): CatalogueEntry => production.entry;
  const control = (body: object) => controlOf(sandbox()).send('POST', '/github', body);
  const stop = (withinMs = 30_000, of = entry(), which: RunsToEnd = {}) =>
    run(() => stopPipeline({ entry: of, deadline: inMs(withinMs), ...which }));

  beforeAll(async () => {
    production = await aProduction({ timeScale: 60 });
  });
  beforeEach(() => {
    process.env[token] = 'github-sandbox';
    before = sandbox().github.runs().length;
  });
  afterEach(async () => {
    process.env[token] = 'github-sandbox';
    await control({ fault: 'unavailable', times: 0 });
    await control({ rollback: 'works' });
    expect((await stop()).goesOn).toEqual([]);
  });
  afterAll(async () => {
    delete process.env[token];
    expect(production.sandbox.violations).toEqual([]);
    await production.stop();
  });

  return {
    sandbox,
    entry,
    control,
    stop,
    /** Of this test. */
    runsNow: () => {
      const all = sandbox().github.runs();
      return all.slice(0, all.length - before);
    },
    /** The entry with its GitHub behind that address. */
    through: (api: string): CatalogueEntry => {
      const { github } = entry();
      if (github === undefined) throw new Error('no GitHub in the catalogue');
      return { ...entry(), github: { ...github, api } };
    },
  };
}
