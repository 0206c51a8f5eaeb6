import { describe, expect, it, onTestFinished } from 'vitest';
import {
  dispatchPipelineRollback,
  findPipelineRollback,
  newestPipelineRollback,
} from '../../activities/github-dispatch.js';
import { followPipelineRun } from '../../activities/github-follow.js';
import { until } from '../support/a-sandbox.js';
import { aGithubBetween } from './a-github-between.js';
import { inMs, pipelineOfThisFile, run } from './a-pipeline-of-production.js';
import { theTarget } from './a-start.js';

const { sandbox, entry, control, stop, runsNow, through } = pipelineOfThisFile();
const target = { ...theTarget(121), release: { ...theTarget(121).release, commit: 'def456' } };

describe("the pipeline's rollback", () => {
  const dispatch = (of = entry()) => run(() => dispatchPipelineRollback({ entry: of, target }));
  const dispatched = () => runsNow().filter(({ event }) => event === 'workflow_dispatch');

  it('is begun for the commit of the target and followed to its end', async () => {
    const answer = await dispatch();
    if (!('run' in answer)) throw new Error(answer.why);
    await until(dispatched, ({ length }) => length > 0);
    expect(dispatched()).toMatchObject([
      { inputs: { environment: 'prod', service: 'applylens-api-prod', commit: 'def456' } },
    ]);
    const followed = await run(() => followPipelineRun({ entry: entry(), run: answer.run, deadline: inMs(20_000) }));
    expect(followed).toMatchObject({ end: 'succeeded', why: expect.stringMatching(/ended with success$/) });
  });

  it('that nobody wants any more is ended before it deploys, and a deploy beside it goes on', async () => {
    await control({ run: 'deploy' });
    const answer = await dispatch();
    if (!('run' in answer)) throw new Error(answer.why);
    const { id } = answer.run;
    expect(await stop(20_000, entry(), { runs: [answer.run] })).toMatchObject({ stopped: [{ id }], goesOn: [] });
    expect(dispatched()).toMatchObject([{ id, conclusion: 'cancelled', promotions: 0 }]);
    expect(runsNow().find(({ event }) => event === 'push')?.status).not.toBe('completed');
  });

  it('is ended by whoever did not begin it where all that rolls back is meant', async () => {
    const answer = await dispatch();
    if (!('run' in answer)) throw new Error(answer.why);
    await until(dispatched, ({ length }) => length > 0);
    expect(await stop(20_000, entry(), { rollbacks: true })).toMatchObject({ stopped: [{ id: answer.run.id }] });
    expect(dispatched()).toMatchObject([{ conclusion: 'cancelled', promotions: 0 }]);
  });

  it('that fails is a failure, whatever it did', async () => {
    await control({ rollback: 'fails' });
    const answer = await dispatch();
    if (!('run' in answer)) throw new Error(answer.why);
    await expect(
      run(() => followPipelineRun({ entry: entry(), run: answer.run, deadline: inMs(20_000) })),
    ).resolves.toMatchObject({ end: 'failed' });
  });

  it('is followed through an outage of GitHub, and is out of its time when that lasts', async () => {
    const answer = await dispatch();
    if (!('run' in answer)) throw new Error(answer.why);
    await control({ fault: 'unavailable', times: 500 });
    const followed = await run(() => followPipelineRun({ entry: entry(), run: answer.run, deadline: inMs(300) }));
    expect(followed).toMatchObject({ end: 'out of time', why: expect.stringMatching(/503/) });
  });

  it('whose answer was lost is found again by when it began, and was begun once', async () => {
    const between = await aGithubBetween(sandbox().github.url, ({ method }) =>
      method === 'POST' ? 'after' : undefined,
    );
    onTestFinished(() => between.close());
    const behind = through(between.url);
    const after = await run(() => newestPipelineRollback({ entry: behind }));
    expect(await dispatch(behind)).toMatchObject({ sent: 'maybe' });
    const found = await until(
      () => run(() => findPipelineRollback({ entry: behind, after })).catch(() => undefined),
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
    const answer = await run(() => dispatchPipelineRollback({ entry: entry(), target: { ...target, release } }));
    expect(answer).toMatchObject({ sent: 'no', why: expect.stringMatching(/the target says no commit/) });
  });
});
