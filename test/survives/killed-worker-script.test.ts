// kill -9 of the worker, and Temporal's Terminate, while the release script runs on its host.
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post } from '../../sandbox/stage.js';
import { readStatus } from '../../src/client/status.js';
import { rollbackId } from '../../src/identifiers.js';
import { hasSsh } from '../sandbox/deploy-host/a-deploy-host.js';
import { until } from '../support/a-sandbox.js';
import { aStage, shortWatch, type TestStage } from '../support/a-stage.js';

const service = 'applylens-api';
const id = rollbackId('prod', service);

interface Host {
  readonly runs: readonly { readonly pid: number; readonly argv: readonly string[] }[];
}

let stage: TestStage;
beforeAll(async () => {
  stage = await aStage({ [service]: { ...shortWatch, policy: { methods: ['script', 'ecs-task'] } } });
}, 120_000);
afterAll(() => stage?.end());

const url = () => new URL('/deploy-host', stage.urls.control);
const be = (variant: string) => post(url(), { variant });
const host = async (): Promise<Host> => (await (await fetch(url())).json()) as Host;
const lastRun = async () => (await host()).runs.at(-1);
const isGone = async () => !existsSync(`/proc/${(await lastRun())?.pid ?? 0}`);
/** What `runback status` says: the run's answer, and the newest heartbeat. */
const doing = async (): Promise<string> => {
  const seen = await readStatus(stage.temporalClient, id);
  return seen.from === 'the run' ? seen.status.doing : seen.why;
};
const said = (line: string) => until(doing, (sentence) => sentence.includes(line), { within: 60_000 });

describe.skipIf(!hasSsh)('a release script that runs', () => {
  it('is stopped on its host when its rollback is terminated in Temporal', { timeout: 120_000 }, async () => {
    await be('hangs');
    await stage.ask(service);
    await said('Validating rollback target');
    await stage.temporalClient.workflow.getHandle(id).terminate('a test');
    await until(isGone, (gone) => gone, { within: 40_000 });
    expect(await stage.changes(service)).toEqual([]);
  });

  it('is not lost with its worker: the next one finds it, and production was changed once', {
    timeout: 120_000,
  }, async () => {
    await be('works');
    const before = (await host()).runs.length;
    await stage.ask(service);
    await said('Creating rollback deployment');
    await stage.kill('worker');
    await stage.startAgain('worker');
    const report = await stage.report(service);
    expect(report).toMatchObject({
      outcome: 'ROLLED_BACK',
      method: 'script',
      attempts: [{ method: 'script', result: 'claimed' }],
      verification: { verdict: 'recovered' },
    });
    expect(report.timeline.map(({ text }) => text)).toContain('script: ✅ Rollback complete!');
    expect((await host()).runs).toHaveLength(before + 1);
    expect(await stage.changes(service)).toHaveLength(1);
  });
});
