import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aNight, type Night, type Patient } from './a-night.js';

let night: Night;
beforeAll(async () => {
  night = await aNight({ pace: 40 });
});
afterAll(() => night?.stop());

const changed = (patient: Patient) => patient.until((status) => status.changed, 'the change');

describe('Temporal’s Cancel', () => {
  it('is an abort: what was begun is settled and the run completes as ABORTED, with a report', async () => {
    const patient = await night.patient('by-cancel');
    await patient.start();
    await changed(patient);
    expect(await patient.temporal.run('workflow', 'cancel', '--workflow-id', patient.id)).toMatchObject({
      exitCode: 0,
    });
    const report = await patient.report();
    expect(report).toMatchObject({ outcome: 'ABORTED', to: { version: '1.2.1' } });
    expect(report.headline).toContain('a cancel in Temporal');
    expect(report.settingsChanged.filter(({ putBackAt }) => putBackAt === undefined)).toEqual([]);
    expect(patient.deployments()).toBe(1);
  });
});

describe('Temporal’s Terminate', () => {
  it('pages within a look of the escalation workflow, and leaves the lock free for the next rollback', async () => {
    const patient = await night.patient('by-terminate', (entry) => ({
      ...entry,
      timings: { ...entry.timings, escalationLook: 500 },
    }));
    await patient.start();
    await changed(patient);
    const { exitCode } = await patient.temporal.run(
      'workflow',
      'terminate',
      '--workflow-id',
      patient.id,
      '--reason',
      'x',
    );
    expect(exitCode).toBe(0);
    const pages = () =>
      night.production.sandbox.paging.incidents().filter(({ dedup_key }) => dedup_key.includes(patient.id)).length;
    await expect.poll(pages, { timeout: 20_000 }).toBe(1);
    expect((await patient.start('--fail-existing')).exitCode).toBe(0);
    await patient.until(({ phase }) => phase !== 'accepted', 'the next rollback');
    await patient.temporal.run('workflow', 'cancel', '--workflow-id', patient.id);
    expect(await patient.report()).toHaveProperty('outcome');
  });
});

describe('Temporal’s Reset', () => {
  it('to the first workflow task finds our own deployment and adopts it: UpdateService once', async () => {
    const patient = await night.patient('by-reset');
    await patient.start();
    const before = await changed(patient);
    const reset = await patient.temporal.run(
      ...['workflow', 'reset', '--workflow-id', patient.id, '--type', 'FirstWorkflowTask', '--reason', 'again'],
    );
    expect(reset, reset.stderr).toMatchObject({ exitCode: 0 });
    const report = await patient.report();
    expect(report.runId).not.toBe(before.runId);
    expect(report).toMatchObject({ outcome: 'ROLLED_BACK', from: { version: '1.2.2' }, to: { version: '1.2.1' } });
    expect(patient.deployments()).toBe(1);
  });
});

describe('Temporal’s Pause of an activity', () => {
  it('is a later attempt for the follower: after Unpause the rollback goes on', async () => {
    const patient = await night.patient('by-pause');
    const { faults } = night.production.sandbox.aws;
    await patient.start();
    await expect.poll(() => patient.deployments(), { timeout: 20_000, interval: 10 }).toBe(1);
    faults.add({ fault: 'throttle', operation: 'ecs:DescribeServices', times: 10_000 });
    await expect.poll(() => followerOf(patient), { timeout: 10_000 }).toBeDefined();
    const at = ['--workflow-id', patient.id, '--activity-id', (await followerOf(patient))?.activityId ?? ''] as const;
    const paused = await patient.temporal.run('activity', 'pause', ...at);
    expect(paused, paused.stderr).toMatchObject({ exitCode: 0 });
    const state = async () => (await followerOf(patient))?.state;
    await expect.poll(state, { timeout: 20_000 }).toBe('PENDING_ACTIVITY_STATE_PAUSED');
    faults.clear();
    expect(await patient.temporal.run('activity', 'unpause', ...at)).toMatchObject({ exitCode: 0 });
    expect(await patient.report()).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect(patient.deployments()).toBe(1);
  });
});

interface PendingActivity {
  readonly activityId: string;
  readonly activityType: { readonly name: string };
  readonly state: string;
}

async function followerOf({ temporal, id }: Patient): Promise<PendingActivity | undefined> {
  const { pendingActivities = [] } = await temporal.json<{ pendingActivities?: readonly PendingActivity[] }>(
    ...['workflow', 'describe', '--workflow-id', id],
  );
  return pendingActivities.find(({ activityType }) => activityType.name === 'followDeployment');
}
