// kill -9 of what runs rollbacks: of the worker while there is one in every phase, and of Temporal itself.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Phase, RollbackRequest } from '../../src/rollback.js';
import type { Status } from '../../src/status.js';
import { aStage, shortWatch, type TestStage } from '../support/a-stage.js';

const gate = { timings: { ...shortWatch.timings, gateSEV2: '24 hours' }, policy: { approvals: 1 } };
const longWatch = { timings: { watch: '10 minutes' } };

const slowMinutes = { errorRateMinute: '10 minutes', errorRateFor: '50 minutes' };
const otherRules = { burnRateShort: '10 minutes', connectionFailuresFor: '10 minutes' };
const slowRule = { timings: { ...shortWatch.timings, ...slowMinutes, ...otherRules } };
const anAlert = { trigger: { kind: 'alert', name: 'ErrorRateSpike' } } as const;

/** Service → the phase in which the kill meets its rollback, and how many changes it has made by then. */
const met: Readonly<Record<string, Met>> = {
  looking: { phase: 'looking', changes: 0 },
  // Its trigger is gone, and whether it stays so takes a while.
  planning: { phase: 'planning', changes: 0, settings: slowRule, request: anAlert },
  denied: { phase: 'waiting for the operator', changes: 0 },
  // An answer that nobody expects is a bug of ours.
  stuck: { phase: 'stuck', changes: 0 },
  gated: { phase: 'waiting for approval', changes: 0, settings: gate },
  changing: { phase: 'acting', changes: 0 },
  following: { phase: 'acting', changes: 1 },
  verifying: { phase: 'verifying', changes: 1, settings: longWatch },
  closing: { phase: 'closing', changes: 1 },
};
const services = Object.keys(met);
const rolledBack = services.filter((service) => service !== 'planning');

interface Met {
  readonly phase: Phase;
  readonly changes: number;
  readonly settings?: object;
  readonly request?: Partial<RollbackRequest>;
}

let stage: TestStage;
let deploymentsBefore: number;
beforeAll(async () => {
  const held: Record<string, object> = {};
  for (const service of services) held[service] = { ...shortWatch, ...met[service]?.settings };
  stage = await aStage({ 'applylens-api': shortWatch, late: shortWatch, waiting: shortWatch, ...held });
  deploymentsBefore = await stage.deployments('applylens-api');
}, 120_000);
afterAll(() => stage?.end());

const isChanged = ({ times }: Status): boolean => times.firstChangeAt !== undefined;

/** What its rollback would do next is never answered, so that it stays in its phase until the faults are cleared. */
async function holdEachInItsPhase(): Promise<void> {
  await stage.hang('ecs:ListTaskDefinitions', 'looking');
  await stage.hang('ecs:UpdateService', 'changing');
  await stage.hang('ecs:UntagResource', 'closing');
  const others = services.filter((service) => service !== 'following');
  await stage.fault({
    fault: 'odd-answer',
    operation: 'ecs:DescribeServices',
    about: 'stuck-prod',
    body: JSON.stringify({ services: [{ status: 'ACTIVE', events: [{ message: 7 }] }] }),
    times: 1_000,
  });
  await stage.fault({
    fault: 'error',
    operation: 'ecs:DescribeServices',
    about: 'denied-prod',
    code: 'AccessDeniedException',
    status: 400,
    times: 1_000,
  });
  await Promise.all(others.map((service) => stage.ask(service, met[service]?.request)));
  // Its breaker cannot be put back, which is a part of verifying.
  const verifying = stage
    .seen('verifying', isChanged, 'its first change')
    .then(() => stage.hang('ecs:UpdateService', 'verifying'));
  await Promise.all([verifying, ...others.map(inItsPhase)]);
  // Last, because followers ask for several services at once: this hang is also that of whom it is asked with.
  await stage.ask('following');
  await stage.seen('following', isChanged, 'its first change');
  await stage.hang('ecs:DescribeServices', 'following');
}

const inItsPhase = (service: string): Promise<Status> =>
  stage.seen(service, ({ phase }) => phase === met[service]?.phase, `the phase ${met[service]?.phase}`);

/** Waits for a person before the kill and after it, and goes on when one says so. */
async function sayAfterKill(service: string, update: string, message: object): Promise<void> {
  await inItsPhase(service);
  const run = stage.temporalClient.workflow.getHandle(`rollback/prod/${service}`);
  await run.executeUpdate(update, { args: [message], updateId: `${update}-${service}` });
}

/** A rollback whose UpdateService is on its way when the worker dies, and arrives later. */
async function sendAChangeThatArrivesLate(): Promise<void> {
  await stage.fault({ fault: 'delay', operation: 'ecs:UpdateService', about: 'late-prod', ms: 6_000 });
  await stage.ask('late');
  await stage.seen('late', ({ phase }) => phase === 'acting', 'the phase acting');
}

describe('a worker that is killed', () => {
  const atKill = new Map<string, { phase: Phase; changes: number }>();

  beforeAll(async () => {
    await holdEachInItsPhase();
    for (const service of services) {
      const [{ phase }, { length: changes }] = await Promise.all([stage.status(service), stage.changes(service)]);
      atKill.set(service, { phase, changes });
    }
    await sendAChangeThatArrivesLate();
    await stage.kill('worker');
    await stage.clearFaults();
    await stage.ask('waiting');
    await stage.startAgain('worker');
    await sayAfterKill('gated', 'approve', { by: 'ann' });
    await sayAfterKill('stuck', 'decide', { by: 'ann', action: 'retry' });
  }, 180_000);

  it.each(rolledBack)(
    'while %s: the next worker ends the rollback the same, and one change took effect',
    {
      timeout: 120_000,
    },
    async (service) => {
      const { phase, changes } = met[service] ?? {};
      expect(atKill.get(service)).toEqual({ phase, changes });
      const report = await stage.report(service);
      expect(report).toMatchObject({ outcome: 'ROLLED_BACK', verification: { verdict: 'recovered' } });
      expect(report.settingsChanged).toMatchObject([{ putBackAt: expect.any(String) }]);
      expect(await stage.changes(service)).toHaveLength(1);
      expect(await stage.deployments(service)).toBe(deploymentsBefore + 1);
      expect(stage.stored(service)).toHaveLength(2);
    },
  );

  it('while it waits whether the trouble is really gone: the wait goes on, and nothing was changed', async () => {
    expect(atKill.get('planning')).toEqual({ phase: 'planning', changes: 0 });
    await stage.seen('planning', ({ phase }) => phase === 'planning', 'the wait again');
    await stage.temporalClient.workflow
      .getHandle('rollback/prod/planning')
      .executeUpdate('abort', { args: [{ by: 'ann', reason: 'a test' }], updateId: 'abort-planning' });
    expect(await stage.report('planning')).toMatchObject({ outcome: 'ABORTED' });
    expect(await stage.changes('planning')).toEqual([]);
  });

  it('before it took a request that was accepted: the next one takes it', { timeout: 120_000 }, async () => {
    expect(await stage.report('waiting')).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect(await stage.deployments('waiting')).toBe(deploymentsBefore + 1);
  });

  it('with a change on its way: that one and its successor are one deployment', { timeout: 120_000 }, async () => {
    expect(await stage.report('late')).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect(await stage.deployments('late')).toBe(deploymentsBefore + 1);
  });
});

describe('Temporal itself, killed while a deployment is followed', () => {
  it('goes on from its file, and the rollback ends the same', { timeout: 120_000 }, async () => {
    await stage.ask('applylens-api');
    await stage.seen('applylens-api', isChanged, 'its first change');
    await stage.kill('temporal');
    await stage.startAgain('temporal');
    expect(await stage.report('applylens-api')).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect(await stage.changes('applylens-api')).toHaveLength(1);
    expect(await stage.deployments('applylens-api')).toBe(deploymentsBefore + 1);
    expect(stage.stored('applylens-api')).toHaveLength(2);
  });
});
