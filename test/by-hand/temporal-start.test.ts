import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HandedOver } from '../../src/report.js';
import { aNight, type Night } from './a-night.js';

let night: Night;
beforeAll(async () => {
  night = await aNight();
});
afterAll(() => night?.stop());

interface Listed {
  readonly execution: { readonly workflowId: string };
}

describe('a rollback started with Temporal’s own command', () => {
  it('takes one small JSON object, shows its card, answers its queries, is found by service, and is verified', async () => {
    const { service, id, temporal, start, until, report } = await night.patient('by-start');
    expect(await start('--fail-existing')).toMatchObject({ exitCode: 0, stderr: '' });
    await until(({ changed }) => changed, 'the change');
    const metadata = await temporal.run('workflow', 'metadata', '--workflow-id', id);
    expect(metadata.stdout).toContain('v1.2.2 → v1.2.1 (');
    expect(metadata.stdout).toContain(`runback abort ${service} --env prod`);
    for (const query of ['status', 'plan', 'report']) {
      const answer = await temporal.run('workflow', 'query', '--workflow-id', id, '--type', query);
      expect(answer, query).toMatchObject({ exitCode: 0 });
    }
    const found = async () =>
      (await temporal.json<Listed[]>('workflow', 'list', '--query', `RunbackService="${service}"`)).map(
        ({ execution }) => execution.workflowId,
      );
    await expect.poll(found, { timeout: 10_000 }).toContain(id);
    expect(await report()).toMatchObject({ outcome: 'ROLLED_BACK', verification: { verdict: 'recovered' } });
    expect(night.production.sandbox.violations).toEqual([]);
  });

  it('says at once, a sentence per field, what is wrong with a request', async () => {
    const { temporal } = await night.patient('by-mistake');
    const started = await temporal.run(
      ...['workflow', 'start', '--task-queue', 'runback', '--type', 'rollback', '--workflow-id', 'by-mistake'],
      ...['--input', '{"service":"by-mistake","environment":"prod","reson":"typo"}'],
    );
    expect(started.exitCode).toBe(0);
    const { exitCode, stdout } = await temporal.run('workflow', 'result', '--workflow-id', 'by-mistake');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/reason: expected .* got nothing/);
    expect(stdout).toContain('reson');
    expect(stdout).toContain('Nothing was touched');
  });
});

describe('a second start', () => {
  it('is refused with --fail-existing, and without it silently answers with the running one', async () => {
    const { id, temporal, start, status, until, report, deployments } = await night.patient('by-twice');
    await start();
    const first = await until(({ phase }) => phase !== 'accepted', 'the look');
    const refused = await start('--fail-existing');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('already running');
    for (const flags of [[], ['--id-conflict-policy', 'Fail'], ['--id-conflict-policy', 'UseExisting']]) {
      const silent = await start(...flags);
      expect(silent, flags.join(' ')).toMatchObject({ exitCode: 0 });
      expect(silent.stdout, flags.join(' ')).toContain(first.runId);
    }
    expect((await status()).runId).toBe(first.runId);
    await temporal.run('workflow', 'cancel', '--workflow-id', id);
    await report();
    expect(deployments()).toBeLessThanOrEqual(1);
  });

  it('under another id hands over: it starts the rollback, or joins the one that runs', async () => {
    const { service, id, temporal, report, deployments } = await night.patient('by-other-id');
    const handOver = async (workflowId: string, type: string) => {
      const input = JSON.stringify({ service, environment: 'prod', reason: '5xx', requestedBy: 'oncall' });
      await temporal.run(
        ...['workflow', 'start', '--task-queue', 'runback', '--type', type, '--workflow-id', workflowId],
        ...['--input', input],
      );
      return (await temporal.json<{ result: HandedOver }>('workflow', 'result', '--workflow-id', workflowId)).result;
    };
    expect(await handOver('at-three', 'ecsTaskRollback')).toEqual({
      outcome: 'HANDED_OVER',
      answer: 'started',
      see: id,
    });
    expect(await handOver('at-three-again', 'rollback')).toEqual({ outcome: 'HANDED_OVER', answer: 'joined', see: id });
    expect(await report()).toMatchObject({ outcome: 'ROLLED_BACK', method: 'ecs-task' });
    expect(deployments()).toBe(1);
  });
});
