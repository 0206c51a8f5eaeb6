import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn } from '../support/a-situation.js';
import { refusedBecause } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

describe('a rollback', () => {
  it('goes to the release that is proven good, verifies it and reports', async () => {
    await withRollbacks(
      temporal,
      {},
      async ({ start, callsOf }) => {
        const report = await (await start()).report();
        expect(report).toMatchObject({
          outcome: 'ROLLED_BACK',
          from: { version: '1.2.3', taskDefinition: arn(124) },
          to: { version: '1.2.2', taskDefinition: arn(121) },
          method: 'ecs-task',
          verification: { verdict: 'recovered' },
        });
        expect(Object.keys(report.times)).toEqual(
          expect.arrayContaining(['acceptedAt', 'firstChangeAt', 'restoredAt', 'stableAt', 'verifiedAt', 'closedAt']),
        );
        expect(callsOf('startEcsDeployment')).toHaveLength(1);
      },
      { keepAs: { 'rollback/': 'rolled-back', 'escalation/': 'escalation' } },
    );
  });

  it('holds the release it left and tags the one it verified', async () => {
    await withRollbacks(temporal, {}, async ({ start, callsOf }) => {
      const report = await (await start()).report();
      expect(report.timeline.map(({ text }) => text)).toContain(
        'held: v1.2.3 is marked as not to be deployed here again or returned to',
      );
      expect(callsOf('tagRelease')).toEqual([
        expect.objectContaining({ taskDefinition: arn(124), key: 'runback:hold' }),
        expect.objectContaining({ taskDefinition: arn(121), key: 'runback:verified' }),
      ]);
    });
  });

  it('does not say that the release is held where its mark could not be set, or is a block', async () => {
    const notAllowed = async () => refusedBecause('AwsAccessDenied', 'ecs:TagResource is not allowed');
    await withRollbacks(temporal, { tagRelease: notAllowed }, async ({ start }) => {
      const report = await (await start()).report();
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(report.next.sentence).toContain('the release we left could not be marked as held (Pin it, below)');
      expect(report.pin?.at(-1)).toMatch(/^v1\.2\.3 is NOT held/);
    });
    await withRollbacks(temporal, { tagRelease: async () => 'blocked' }, async ({ start, callsOf }) => {
      const report = await (await start()).report();
      expect(report.timeline.map(({ text }) => text)).toContain('v1.2.3 stays blocked');
      expect(callsOf('tagRelease')[0]).toMatchObject({ key: 'runback:hold', keepsBlock: true });
    });
  });

  it('puts the circuit breaker back and says when', async () => {
    await withRollbacks(temporal, {}, async ({ start, callsOf }) => {
      const report = await (await start()).report();
      expect(callsOf('restoreDeploymentSettings')).toHaveLength(1);
      expect(report.settingsChanged).toEqual([
        expect.objectContaining({
          setting: 'circuit breaker rollback',
          from: 'on',
          to: 'off',
          putBackAt: expect.any(String),
        }),
      ]);
    });
  });

  it('stays under 250 history events to the report', async () => {
    await withRollbacks(temporal, {}, async ({ start }) => {
      const run = await start();
      await run.report();
      const { historyLength } = await run.handle.describe();
      expect(historyLength).toBeLessThan(250);
    });
  });

  it('can be repeated for the same service on the same day', async () => {
    await withRollbacks(temporal, {}, async ({ start }) => {
      const first = await (await start()).report();
      const second = await (await start()).report();
      expect([first.outcome, second.outcome]).toEqual(['ROLLED_BACK', 'ROLLED_BACK']);
      expect(first.id).not.toBe(second.id);
    });
  });

  it('works in a namespace that has none of the search attributes registered', async () => {
    await withRollbacks(temporal, {}, async ({ start }) => {
      const report = await (await start({ requestedBy: 'ann' })).report();
      expect(report.outcome).toBe('ROLLED_BACK');
    });
  });

  it('only plans when asked to, without taking the lock', async () => {
    await withRollbacks(
      temporal,
      {},
      async ({ start, callsOf }) => {
        const run = await start({ planOnly: true });
        const handed = (await run.handle.result()) as { see: string };
        expect(handed.see).toMatch(/^plan\/prod\/applylens-api\//);
        const report = (await temporal.client.workflow.getHandle(handed.see).result()) as Report;
        expect(report.outcome).toBe('PLANNED');
        expect(callsOf('startEcsDeployment')).toEqual([]);
      },
      { keepAs: { 'plan/': 'planned' } },
    );
  });

  it('leaves a monitor behind that ends with its hour', async () => {
    await withRollbacks(
      temporal,
      {
        entry: { timings: { monitor: 4_000, escalationLook: 500 } },
        measureErrorRate: async () => ({ state: 'not connected' }),
      },
      async ({ start }) => {
        await (await start({ requestId: 'watched' })).report();
        const monitor = temporal.client.workflow.getHandle('monitor/prod/applylens-api/watched');
        expect(await monitor.result()).toMatchObject({ end: expect.any(String) });
      },
      { keepAs: { 'monitor/': 'monitor' } },
    );
  });
});

describe('a request that cannot be', () => {
  it('fails at once with a sentence per wrong field, and nothing was touched', async () => {
    await withRollbacks(temporal, {}, async ({ start, calls }) => {
      const run = await start({ severity: 'SEV9', color: 'red' } as never);
      await expect(run.handle.result()).rejects.toMatchObject({
        cause: {
          type: 'InvalidRequest',
          message: expect.stringMatching(/"color": unknown field.*severity: expected one of SEV1, SEV2/),
        },
      });
      expect(calls).toEqual([]);
    });
  });

  it('fails at once for a service that is not in the catalogue', async () => {
    await withRollbacks(temporal, {}, async ({ start, callsOf }) => {
      const run = await start({ service: 'applylens-apj' }, 'rollback', 'rollback/prod/applylens-apj');
      await expect(run.handle.result()).rejects.toMatchObject({
        cause: { type: 'UnknownService', message: /applylens-apj/ },
      });
      expect(callsOf('lookAround')).toEqual([]);
    });
  });

  it('waits for the operator when the target asked for serves now', async () => {
    await withRollbacks(temporal, {}, async ({ start, callsOf }) => {
      const run = await start({ target: { version: '1.2.3' } });
      const status = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(status.doing).toMatch(/1\.2\.3/);
      await run.say('abort', { by: 'ann', reason: 'typo' });
      expect((await run.report()).outcome).toBe('ABORTED');
      expect(callsOf('startEcsDeployment')).toEqual([]);
    });
  });
});

describe('a mode that does not act', () => {
  it('observe: ends as PLANNED and says how to act', async () => {
    await withRollbacks(
      temporal,
      { entry: { policy: { mode: 'observe' } } },
      async ({ start, callsOf }) => {
        const report = await (await start()).report();
        expect(report).toMatchObject({ outcome: 'PLANNED', next: { sentence: expect.stringMatching(/--act/) } });
        expect(callsOf('startEcsDeployment')).toEqual([]);
      },
      { keepAs: 'observed' },
    );
  });

  it('observe: never acts for a machine, whatever the request says', async () => {
    await withRollbacks(temporal, { entry: { policy: { mode: 'observe' } } }, async ({ start, callsOf }) => {
      const machine = { act: true, trigger: { kind: 'alert', name: 'ErrorRateSpike' } } as const;
      expect((await (await start(machine)).report()).outcome).toBe('PLANNED');
      expect(callsOf('startEcsDeployment')).toEqual([]);
    });
  });

  it('observe: acts when a person says so', async () => {
    await withRollbacks(temporal, { entry: { policy: { mode: 'observe' } } }, async ({ start }) => {
      expect((await (await start({ act: true })).report()).outcome).toBe('ROLLED_BACK');
    });
  });
});
