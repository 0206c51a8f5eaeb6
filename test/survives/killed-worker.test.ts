import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aStage, shortWatch, type TestStage } from '../support/a-stage.js';

const longWatch = { ...shortWatch, timings: { watch: '10 minutes' } };
const inPhase = {
  'applylens-api': shortWatch,
  looking: shortWatch,
  gated: { ...shortWatch, timings: { ...shortWatch.timings, gateSEV2: '24 hours' }, policy: { approvals: 1 } },
  changing: shortWatch,
  following: shortWatch,
  verifying: longWatch,
  closing: shortWatch,
};

let stage: TestStage;
beforeAll(async () => {
  stage = await aStage(inPhase);
}, 120_000);
afterAll(() => stage.end());

/** Brings each service's rollback into its phase, the slow ones first, and holds it there by a delay of AWS. */
async function bringIntoTheirPhases(): Promise<void> {
  await stage.fault({ fault: 'delay', operation: 'ecs:UntagResource', ms: 9_000 });
  await Promise.all(['closing', 'verifying', 'gated'].map((service) => stage.ask(service)));
  await stage.seen('closing', ({ phase }) => phase === 'closing', 'the phase closing');
  await stage.seen('verifying', ({ phase }) => phase === 'verifying', 'the phase verifying');
  await stage.seen('gated', ({ phase }) => phase === 'waiting for approval', 'the gate');
  await stage.ask('following');
  await stage.seen('following', ({ times }) => times.firstChangeAt !== undefined, 'its first change');
  await stage.fault({ fault: 'delay', operation: 'ecs:UpdateService', ms: 8_000 });
  await stage.ask('changing');
  await stage.seen('changing', ({ phase }) => phase === 'acting', 'the phase acting');
  await stage.fault({ fault: 'delay', operation: 'ecs:ListTaskDefinitions', ms: 8_000, times: 4 });
  await stage.ask('looking');
  await stage.seen('looking', ({ phase }) => phase === 'looking', 'the phase looking');
}

describe('a worker that is killed', () => {
  it('in every phase: the next worker ends each rollback the same, and each service was deployed once', {
    timeout: 180_000,
  }, async () => {
    const before = await stage.deployments('looking');
    await bringIntoTheirPhases();
    await stage.kill('worker');
    await stage.clearFaults();
    await stage.startAgain('worker');
    await stage.seen('gated', ({ phase }) => phase === 'waiting for approval', 'the gate again');
    await stage.temporalClient.workflow
      .getHandle('rollback/prod/gated')
      .executeUpdate('approve', { args: [{ by: 'ann' }], updateId: 'approve-gated' });
    for (const service of ['looking', 'gated', 'changing', 'following', 'verifying', 'closing']) {
      const report = await stage.report(service);
      expect(report, service).toMatchObject({ outcome: 'ROLLED_BACK', verification: { verdict: 'recovered' } });
      expect(await stage.deployments(service), service).toBe(before + 1);
      expect(report.settingsChanged[0]?.putBackAt, service).toBeDefined();
    }
  });
});

describe('Temporal itself, killed while a deployment is followed', () => {
  it('goes on from its file, and the rollback ends the same', { timeout: 120_000 }, async () => {
    const before = await stage.deployments('applylens-api');
    await stage.ask('applylens-api');
    await stage.seen('applylens-api', ({ times }) => times.firstChangeAt !== undefined, 'its first change');
    await stage.kill('temporal');
    await stage.startAgain('temporal');
    expect(await stage.report('applylens-api')).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect(await stage.deployments('applylens-api')).toBe(before + 1);
  });
});
