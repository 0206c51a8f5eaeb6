import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  dispatchPipelineRollback,
  findPipelineRollback,
  newestPipelineRollback,
} from '../../activities/github-dispatch.js';
import { followPipelineRun } from '../../activities/github-follow.js';
import { stopPipeline } from '../../activities/github-stop.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import { until } from '../support/a-sandbox.js';
import { controlOf } from '../support/control-api.js';
import { aGithubBetween } from './a-github-between.js';
import { aProduction, type Production } from './a-production.js';
import { theTarget } from './a-start.js';

let production: Production;
let before: number;
beforeAll(async () => {
  production = await aProduction({ timeScale: 60 });
});
beforeEach(() => {
  process.env.RUNBACK_GITHUB_TOKEN = 'github-sandbox';
  before = production.sandbox.github.runs().length;
});
afterEach(async () => {
  process.env.RUNBACK_GITHUB_TOKEN = 'github-sandbox';
  await control({ fault: 'unavailable', times: 0 });
  await control({ rollback: 'works' });
  expect((await stop()).goesOn).toEqual([]);
});
afterAll(async () => {
  delete process.env.RUNBACK_GITHUB_TOKEN;
  expect(production.sandbox.violations).toEqual([]);
  await production.stop();
});

const control = (body: object) => controlOf(production.sandbox).send('POST', '/github', body);
/** Of this test. */
const runsNow = () => {
  const all = production.sandbox.github.runs();
  return all.slice(0, all.length - before);
};
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const run = <T>(activity: () => Promise<T>) => new MockActivityEnvironment().run<[], T, () => Promise<T>>(activity);
const stop = (withinMs = 30_000, entry = production.entry) =>
  run(() => stopPipeline({ entry, deadline: inMs(withinMs) }));
const target = { ...theTarget(121), release: { ...theTarget(121).release, commit: 'def456' } };

const through = async (url: string): Promise<CatalogueEntry> => {
  const { entry } = production;
  if (entry.github === undefined) throw new Error('no GitHub in the catalogue');
  return { ...entry, github: { ...entry.github, api: url } };
};

describe("the pipeline's rollback", () => {
  const dispatch = (entry = production.entry) => run(() => dispatchPipelineRollback({ entry, target }));
  const dispatched = () => runsNow().filter(({ event }) => event === 'workflow_dispatch');

  it('is begun for the commit of the target and followed to its end', async () => {
    const answer = await dispatch();
    if (!('run' in answer)) throw new Error(answer.why);
    const { entry } = production;
    await until(dispatched, ({ length }) => length > 0);
    expect(dispatched()).toMatchObject([
      { inputs: { environment: 'prod', service: 'applylens-api-prod', commit: 'def456' } },
    ]);
    const followed = await run(() => followPipelineRun({ entry, run: answer.run, deadline: inMs(20_000) }));
    expect(followed).toMatchObject({ end: 'succeeded', why: expect.stringMatching(/ended with success$/) });
  });

  it('that fails is a failure, whatever it did', async () => {
    await control({ rollback: 'fails' });
    const answer = await dispatch();
    if (!('run' in answer)) throw new Error(answer.why);
    const { entry } = production;
    await expect(
      run(() => followPipelineRun({ entry, run: answer.run, deadline: inMs(20_000) })),
    ).resolves.toMatchObject({ end: 'failed' });
  });

  it('is followed through an outage of GitHub, and is out of its time when that lasts', async () => {
    const answer = await dispatch();
    if (!('run' in answer)) throw new Error(answer.why);
    await control({ fault: 'unavailable', times: 500 });
    const { entry } = production;
    const followed = await run(() => followPipelineRun({ entry, run: answer.run, deadline: inMs(300) }));
    expect(followed).toMatchObject({ end: 'out of time', why: expect.stringMatching(/503/) });
  });

  it('whose answer was lost is found again by when it began, and was begun once', async () => {
    const between = await aGithubBetween(production.sandbox.github.url, ({ method }) =>
      method === 'POST' ? 'after' : undefined,
    );
    onTestFinished(() => between.close());
    const entry = await through(between.url);
    const after = await run(() => newestPipelineRollback({ entry }));
    expect(await dispatch(entry)).toMatchObject({ sent: 'maybe' });
    const found = await until(
      () => run(() => findPipelineRollback({ entry, after })).catch(() => undefined),
      (seen) => seen !== undefined,
    );
    expect(dispatched()).toMatchObject([{ id: found?.id }]);
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'a token that may only read',
      async () => void (process.env.RUNBACK_GITHUB_TOKEN = 'github-sandbox-read-only'),
      /403/,
    ],
    ['a rate limit', () => control({ fault: 'rate-limit', times: 9 }), /403 .*until 20/],
  ])('is surely not begun after %s', async (_, meet, why) => {
    await meet();
    expect(await dispatch()).toMatchObject({ sent: 'no', why: expect.stringMatching(why) });
    expect(dispatched()).toEqual([]);
  });

  it('is surely not begun where the target does not say its commit', async () => {
    const { commit: _, ...release } = target.release;
    const { entry } = production;
    const answer = await run(() => dispatchPipelineRollback({ entry, target: { ...target, release } }));
    expect(answer).toMatchObject({ sent: 'no', why: expect.stringMatching(/the target says no commit/) });
  });
});
