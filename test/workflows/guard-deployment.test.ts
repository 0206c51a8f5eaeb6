import { describe, expect, it } from 'vitest';
import { until } from '../../sandbox/processes/until.js';
import type { GuardEnd } from '../../src/guard/guard-status.js';
import { guardId, rollbackId } from '../../src/identifiers.js';
import type { Report } from '../../src/report.js';
import type { Status } from '../../src/status.js';
import { aGuarded, aLook, noMetrics, ofErrorRate, ofLatency, quietSeries, troubled } from '../support/a-guard.js';
import { type RollbackService, withRollbacks } from '../support/a-rollback-service.js';
import type { Script } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
const interval = 300;
const id = guardId('prod', 'applylens-api', 'ecs-svc/124');
const lock = rollbackId('prod', 'applylens-api');
const prometheus = { url: 'http://prometheus', queries: { errorRate: 'errors', requests: 'requests' } };
const quick = { prometheus, timings: { guardEvery: interval } };

/** Breached from the second evaluation on. `breachedAt` is when the world became so. */
function breachedSoon(triggers = ofErrorRate(troubled)) {
  const seen: { breachedAt?: number } = {};
  let looks = 0;
  const lookAtDeployment: NonNullable<Script['lookAtDeployment']> = async ({ at, withBefore }) => {
    looks += 1;
    const before = withBefore ? { before: ofErrorRate(quietSeries, { latency: ofLatency(0.4) }) } : {};
    if (looks === 1) {
      seen.breachedAt = Date.now();
      return aLook({ at, ...before });
    }
    return aLook({ at, triggers, ...before });
  };
  return { seen, lookAtDeployment };
}

const guardOf = async (service: RollbackService, workflowId = id): Promise<GuardEnd> => {
  const { handle } = await service.start({ reason: undefined } as object, 'guardDeployment', workflowId);
  return (await handle.result()) as GuardEnd;
};
const atGate = (): Promise<Status> =>
  until('the gate did not open', 20_000, async () => {
    const status = await temporal.client.workflow.getHandle(lock).query<Status>('status');
    return status.phase === 'waiting for approval' ? status : undefined;
  });
const rollbackOf = async () => (await temporal.client.workflow.getHandle(lock).result()) as Report;

describe('a guard', () => {
  it('has the deployment rolled back within one interval and a second of the breach', async () => {
    const { seen, lookAtDeployment } = breachedSoon();
    await withRollbacks(
      temporal,
      { entry: quick, lookAtDeployment },
      async (service) => {
        expect(await guardOf(service)).toMatchObject({ end: 'rollback asked for', answer: 'started', see: lock });
        const { outcome, trigger, request, times } = await rollbackOf();
        expect(outcome).toBe('ROLLED_BACK');
        expect(trigger).toMatchObject({
          kind: 'metric',
          name: 'ErrorRateSpike',
          summary: expect.stringMatching(/9\.8 %/),
        });
        expect(request.requestedBy).toBe(id);
        expect(Date.parse(times.acceptedAt) - (seen.breachedAt ?? 0)).toBeLessThanOrEqual(interval + 1_000);
      },
      { keepAs: { 'guard/': 'guarded' } },
    );
  });

  it('only has planned what the policy lets this rule do no more', async () => {
    const { lookAtDeployment } = breachedSoon();
    const script = {
      entry: { ...quick, policy: { modeOf: { ErrorRateSpike: 'observe' as const } } },
      lookAtDeployment,
    };
    await withRollbacks(temporal, script, async (service) => {
      await guardOf(service);
      expect((await rollbackOf()).outcome).toBe('PLANNED');
      expect(service.callsOf('startEcsDeployment')).toEqual([]);
    });
  });

  it('has another rule than the error rate measured again by that rule, and nobody asked', async () => {
    const slow = { ...noMetrics, latency: ofLatency(1.2) };
    const { lookAtDeployment } = breachedSoon({ ...ofErrorRate(quietSeries), latency: ofLatency(1.2) });
    const quietNow = { errorRate: ofErrorRate(quietSeries).errorRate, triggers: slow };
    await withRollbacks(temporal, { entry: quick, lookAtDeployment, situation: quietNow }, async (service) => {
      await guardOf(service);
      expect((await rollbackOf()).outcome).toBe('ROLLED_BACK');
      expect(service.callsOf('lookAround')[0]).toMatchObject({ rule: 'LatencyDegradation' });
    });
  });

  it('has a person asked where the time before the deployment was not measured', async () => {
    const lookAtDeployment: NonNullable<Script['lookAtDeployment']> = async ({ at }) =>
      aLook({ at, triggers: ofErrorRate(troubled) });
    await withRollbacks(temporal, { entry: quick, lookAtDeployment }, async (service) => {
      await guardOf(service);
      expect((await atGate()).waiting?.why).toMatch(/whether it was so before the deployment could not be measured/);
      await temporal.client.workflow.getHandle(lock).executeUpdate('approve', { args: [{ by: 'bob' }] });
      expect((await rollbackOf()).outcome).toBe('ROLLED_BACK');
    });
  });

  it('joins the rollback that runs', async () => {
    const { lookAtDeployment } = breachedSoon();
    const requestOfRunning = async () => ({ answer: 'joined' as const });
    const script = { entry: { ...quick, policy: { approvals: 1 } }, lookAtDeployment, requestOfRunning };
    await withRollbacks(temporal, script, async (service) => {
      await (await service.start()).until(({ phase }) => phase === 'waiting for approval');
      expect(await guardOf(service)).toMatchObject({ answer: 'joined', see: lock });
      expect(service.callsOf('requestOfRunning')).toMatchObject([{ request: { trigger: { kind: 'metric' } } }]);
    });
  });
});

describe('a guard under any other id', () => {
  it('hands over to that of the deployment, which is guarded once', async () => {
    const identifyDeployment = async () => ({ guarded: aGuarded({ id: 'ecs-svc/200' }) });
    await withRollbacks(
      temporal,
      { entry: { prometheus, timings: { guardEvery: 30 * 86_400_000 } }, identifyDeployment },
      async (service) => {
        const id = guardId('prod', 'applylens-api', 'ecs-svc/200');
        const first = await guardOf(service, 'by-hand');
        expect(first).toMatchObject({ end: 'handed over', answer: 'started', see: id });
        expect(await guardOf(service, 'again')).toMatchObject({ answer: 'guarded already', see: id });
        const guard = temporal.client.workflow.getHandle(id);
        expect(await guard.query('status')).toMatchObject({ service: 'applylens-api' });
        await guard.cancel();
        await guard.result().catch(() => undefined);
        expect(await guardOf(service, 'anew')).toMatchObject({ answer: 'started', see: id });
      },
      { keepAs: { 'by-hand': 'guard-handed-over' } },
    );
  });

  it('says why there is nothing to guard', async () => {
    const not = 'ecs-svc/9 of applylens-api-prod:121 was made by Runback';
    const script = { entry: quick, identifyDeployment: async () => ({ not }) };
    await withRollbacks(temporal, script, async (service) => {
      expect(await guardOf(service)).toMatchObject({ end: 'not guarded', said: [`Nothing is guarded: ${not}`] });
    });
    await withRollbacks(temporal, {}, async (service) => {
      const said = ['Nothing is guarded: the catalogue has no metrics of this service'];
      expect(await guardOf(service)).toMatchObject({ end: 'not guarded', said });
    });
  });

  it('fails at once with a sentence per wrong field', async () => {
    await withRollbacks(temporal, {}, async (service) => {
      const { handle } = await service.start(
        { reason: undefined, deployment: 7 } as object,
        'guardDeployment',
        'wrong',
      );
      const failed = await handle.result().catch((error: { cause?: Error }) => error.cause);
      expect(failed).toMatchObject({
        type: 'InvalidRequest',
        message: expect.stringMatching(/deployment: expected the id/),
      });
    });
  });
});
