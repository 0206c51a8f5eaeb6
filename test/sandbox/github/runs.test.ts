import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSandbox, type CheckedSandbox, ecsClientOf, until } from '../../support/a-sandbox.js';
import { controlOf } from '../../support/control-api.js';
import { githubOf, primaryOf } from './a-github.js';

let sandbox: CheckedSandbox;
let github: ReturnType<typeof githubOf>;
beforeEach(async () => {
  sandbox = await aSandbox({ timeScale: 120 });
  github = githubOf(sandbox);
});
afterEach(async () => {
  expect(sandbox.violations).toEqual([]);
  await sandbox.stop();
});

const control = (body: object) => controlOf(sandbox).send('POST', '/github', body);
const dispatch = (body: object) => github.ask('POST', '/workflows/rollback.yml/dispatches', body);
const updates = () => sandbox.aws.calls.list('ecs:UpdateService').map(({ accessKeyId }) => accessKeyId);

async function deploying(more: object = {}): Promise<number> {
  const { json } = await control({ run: 'deploy', ...more });
  const id = Number(json.id);
  await github.untilRun(id, 'in_progress');
  await until(
    () => primaryOf(sandbox),
    (seen) => seen.startsWith('applylens-api-prod:123'),
  );
  return id;
}

async function rollBackByHand(): Promise<void> {
  const wanted = { cluster: 'applylens-prod', service: 'applylens-api-prod', taskDefinition: 'applylens-api-prod:121' };
  await ecsClientOf(sandbox).send(new UpdateServiceCommand(wanted));
}

describe('the pipeline that deploys', () => {
  it('is in progress while its release is rolled out, and completes when nobody took that back', async () => {
    const id = await deploying();
    expect(await github.runs('?status=in_progress')).toMatchObject([{ id, event: 'push', head_branch: 'main' }]);
    expect(await github.runs('?status=queued')).toEqual([]);
    const { conclusion, head_sha } = await github.untilRun(id, 'completed');
    expect({ conclusion, head_sha }).toEqual({ conclusion: 'success', head_sha: expect.stringMatching(/^abc123/) });
    expect(await primaryOf(sandbox)).toBe('applylens-api-prod:123 COMPLETED');
    expect(await github.runs('?status=success')).toHaveLength(1);
  });

  it('goes on with a deployment that has begun already', async () => {
    sandbox.deploy();
    await deploying();
    expect(await primaryOf(sandbox)).toContain(':123 ');
  });

  it('is cancelled a moment after it was asked to, and then promotes nothing any more', async () => {
    const id = await deploying();
    expect(await github.ask('POST', `/runs/${id}/cancel`)).toMatchObject({ status: 202, json: {} });
    expect((await github.untilRun(id, 'completed')).conclusion).toBe('cancelled');
    await rollBackByHand();
    await until(
      () => primaryOf(sandbox),
      (seen) => seen === 'applylens-api-prod:121 COMPLETED',
    );
    expect(updates()).toEqual(['SANDBOX']);
    expect(await github.ask('POST', `/runs/${id}/cancel`)).toMatchObject({
      status: 409,
      json: { message: 'Cannot cancel a workflow run that is completed.' },
    });
  });

  it('promotes the bad release again when it is not cancelled', async () => {
    await deploying();
    await rollBackByHand();
    await until(updates, (callers) => callers.includes('GITHUBACTIONS'));
    expect(await primaryOf(sandbox)).toContain(':123 ');
  });

  it('can be stuck in its cancellation until that is forced', async () => {
    const id = await deploying({ ignoresCancel: true });
    expect((await github.ask('POST', `/runs/${id}/cancel`)).status).toBe(202);
    expect((await github.ask('POST', `/runs/${id}/force-cancel`)).status).toBe(202);
    expect((await github.untilRun(id, 'completed')).conclusion).toBe('cancelled');
  });

  it('shows its job and the steps of it', async () => {
    const id = await deploying();
    const { json } = await github.ask('GET', `/runs/${id}/jobs`);
    const steps = [{ name: 'Set up job', status: 'completed' }, { name: 'Deploy', status: 'in_progress' }, {}];
    expect(json).toMatchObject({ total_count: 1, jobs: [{ run_id: id, status: 'in_progress', steps }] });
  });
});

describe('a dispatched rollback', () => {
  it('is answered 204, appears, and takes the service back to the release before', async () => {
    sandbox.deploy();
    expect((await dispatch({ ref: 'main' })).status).toBe(204);
    const [run] = await until(
      () => github.runs('?event=workflow_dispatch'),
      (runs) => runs.length === 1,
    );
    expect((await github.untilRun(run?.id ?? 0, 'completed')).conclusion).toBe('success');
    expect(await primaryOf(sandbox)).toBe('applylens-api-prod:121 COMPLETED');
    expect(updates()).toEqual(['GITHUBACTIONS']);
  });

  it('takes the service to the commit that it is given, and tells its id when asked to', async () => {
    const { status, json } = await dispatch({ ref: 'main', inputs: { commit: '999fff' }, return_run_details: true });
    expect(status).toBe(200);
    expect((await github.untilRun(Number(json.workflow_run_id), 'completed')).conclusion).toBe('success');
    expect(await primaryOf(sandbox)).toBe('applylens-api-prod:120 COMPLETED');
  });

  it('fails and changes nothing when it is told to', async () => {
    await control({ rollback: 'fails' });
    const { json } = await dispatch({ ref: 'main', return_run_details: true });
    expect((await github.untilRun(Number(json.workflow_run_id), 'completed')).conclusion).toBe('failure');
    expect(updates()).toEqual([]);
  });

  it.each([
    ['no ref', {}, 'Invalid request.'],
    ['an unknown ref', { ref: 'gone' }, 'No ref found for: gone'],
    ['an unknown input', { ref: 'main', inputs: { foo: 'x' } }, 'Unexpected inputs provided: ["foo"]'],
  ])('is refused with %s', async (_, body, message) => {
    expect(await dispatch(body)).toMatchObject({ status: 422, json: { message } });
  });
});
