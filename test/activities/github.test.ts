import { describe, expect, it, onTestFinished } from 'vitest';
import { readPipeline } from '../../activities/github-runs.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import type { PipelineRun } from '../../src/pipeline.js';
import { until } from '../support/a-sandbox.js';
import { aGithubBetween } from './a-github-between.js';
import { pipelineOfThisFile } from './a-pipeline-of-production.js';

const { sandbox, entry, control, stop, runsNow, through } = pipelineOfThisFile();
const patience = { signal: new AbortController().signal, ms: 4_000 };
const read = (of: CatalogueEntry = entry()) => readPipeline(of, patience);

async function deploying(more: object = {}): Promise<PipelineRun> {
  await control({ run: 'deploy', ...more });
  const seen = await until(read, (fact) => fact.state === 'known' && fact.value.running[0]?.status === 'in_progress');
  if (seen.state !== 'known' || seen.value.running[0] === undefined) throw new Error('no run');
  return seen.value.running[0];
}

describe('what the pipeline does', () => {
  it('is seen with who began it and its link', async () => {
    expect(await deploying()).toMatchObject({
      name: 'Deploy to production · applylens-api-prod',
      by: 'applylens-release',
      does: 'deploys',
      url: expect.stringMatching(/^https:\/\/github\.com\/leok974\/ApplyLens\/actions\/runs\/\d+$/),
    });
  });

  it('is nothing where only another service is deployed', async () => {
    await control({ run: 'deploy', service: 'applylens-api-prod-2' }).catch(() => undefined);
    await until(runsNow, ({ length }) => length > 0);
    expect(await read()).toEqual({ state: 'known', value: { running: [] } });
  });

  it.each<[string, object, RegExp]>([
    [
      'a secondary rate limit',
      { fault: 'secondary-rate-limit', times: 9 },
      /403 .*secondary rate limit.*try again in 60 s/,
    ],
    ['a rate limit answered 429', { fault: 'rate-limit', times: 9, status: 429 }, /429 .*until 20/],
    ['GitHub being down', { fault: 'unavailable', times: 9 }, /503 Service Unavailable/],
  ])('is unknown, with why, after %s', async (_, fault, why) => {
    await control(fault);
    expect(await read()).toMatchObject({ state: 'unknown', why: expect.stringMatching(why) });
  });

  it('is read all the same after a single 503', async () => {
    await control({ fault: 'unavailable', times: 1 });
    expect(await read()).toMatchObject({ state: 'known' });
  });

  it('is unknown with a wrong token, which is not shown', async () => {
    process.env.RUNBACK_GITHUB_TOKEN = 'ghp_wrong';
    const fact = await read();
    expect(fact).toMatchObject({
      state: 'unknown',
      why: expect.stringMatching(/401 Bad credentials\. Put a token that is valid behind env:RUNBACK_GITHUB_TOKEN/),
    });
    expect(JSON.stringify(fact)).not.toContain('ghp_wrong');
  });

  it('is unknown where no token is there, the workflow is not found, or something else answers', async () => {
    const { github } = entry();
    if (github === undefined) throw new Error('no GitHub in the catalogue');
    const other = { ...entry(), github: { ...github, deploy: { file: 'release.yml' } } };
    expect(await read(other)).toMatchObject({ state: 'unknown', why: expect.stringMatching(/404 Not Found\. Check/) });
    const pages = { ...entry(), github: { ...github, api: sandbox().urls.control } };
    expect(await read(pages)).toMatchObject({ state: 'unknown' });
    delete process.env.RUNBACK_GITHUB_TOKEN;
    expect(await read()).toMatchObject({ state: 'unknown', why: expect.stringMatching(/nothing is there/) });
  });

  it('is not waited for when GitHub never answers', async () => {
    const silent = await aGithubBetween(sandbox().github.url, (_, response) => {
      response.writeHead(200).flushHeaders();
      return undefined;
    });
    onTestFinished(() => silent.close());
    const began = Date.now();
    const fact = await readPipeline(through(silent.url), { ...patience, ms: 400 });
    expect(fact).toMatchObject({ state: 'unknown', why: expect.stringMatching(/no answer within 400 ms/) });
    expect(Date.now() - began).toBeLessThan(2_000);
  });
});

describe('stopping the pipeline', () => {
  it('cancels what deploys and waits until that is over', async () => {
    const { id } = await deploying();
    expect(await stop()).toMatchObject({ stopped: [{ id }], goesOn: [] });
    expect(runsNow()).toMatchObject([{ id, status: 'completed', conclusion: 'cancelled', promotions: 1 }]);
  });

  it('forces a run to end that ignores its cancellation', async () => {
    const { id } = await deploying({ ignoresCancel: true });
    expect(await stop(8_500)).toMatchObject({ stopped: [{ id }], goesOn: [] });
    expect(
      sandbox()
        .github.requests()
        .map(({ path }) => path),
    ).toContainEqual(expect.stringMatching(/force-cancel$/));
  });

  it('says which run a token that may only read leaves running, at once', async () => {
    const { id } = await deploying();
    process.env.RUNBACK_GITHUB_TOKEN = 'github-sandbox-read-only';
    const why = expect.stringMatching(/403 Resource not accessible by personal access token\. Allow the token/);
    expect(await stop()).toMatchObject({ stopped: [], goesOn: [{ run: { id }, why }] });
  });

  it('says within its time what GitHub answered instead', async () => {
    await deploying();
    await control({ fault: 'unavailable', times: 500 });
    const began = Date.now();
    expect(await stop(2_000)).toMatchObject({ stopped: [], goesOn: [{ why: expect.stringMatching(/503/) }] });
    expect(Date.now() - began).toBeLessThan(9_000);
  });

  it('is done by another worker as if nothing had happened: the answer to the cancellation was lost', async () => {
    const { id } = await deploying();
    let lost = 0;
    const between = await aGithubBetween(sandbox().github.url, ({ method }) => {
      if (method === 'GET' || lost > 0) return undefined;
      lost += 1;
      return 'after';
    });
    onTestFinished(() => between.close());
    const answer = await stop(30_000, through(between.url));
    expect(lost).toBe(1);
    expect(answer.goesOn).toEqual([]);
    expect(runsNow()).toMatchObject([{ id, conclusion: 'cancelled', promotions: 1 }]);
  });
});
