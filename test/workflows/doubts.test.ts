import { describe, expect, it } from 'vitest';
import { steps, times } from '../runbook/steps.js';
import { texts, withRollbacks } from '../support/a-rollback-service.js';
import { aSeries, aServiceDeployment, aSituation, hoursAgo, minutesAgo } from '../support/a-situation.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
const aboutLatency = { trigger: { kind: 'alert', name: 'LatencyDegradation' } } as const;
const notBad = { state: 'known', value: { now: aSeries(times(5, 0.001)), beforeDeployment: 0.001 } } as const;
const slow = {
  state: 'known',
  value: { steps: steps(times(10, 0.9)), baseline: { seconds: 0.4, requests: 60_000, measured: 288 } },
} as const;
const others = { burnRate: { state: 'not connected' }, databaseConnections: { state: 'not connected' } } as const;
const anAlert = { trigger: { kind: 'alert', name: 'ErrorRateSpike' } } as const;

describe('the gate of a machine’s request', () => {
  it('asks a person where Runback has gone back by itself as often as it may', async () => {
    const automaticAtMost = [{ runs: 1, within: 6 * 3_600_000 }];
    const script = {
      entry: { policy: { automaticAtMost }, timings: { gateSEV2: 100, gateEndsAfter: 300 } },
      situation: {
        automaticRollbacks: { state: 'known', value: [{ id: 'an-hour-ago', at: hoursAgo(2) }] } as const,
      },
    };
    await withRollbacks(temporal, script, async ({ start, callsOf }) => {
      const report = await (await start(anAlert)).report();
      expect(report.outcome).toBe('ABORTED');
      expect(texts(report)).toMatch(/asked because Runback went back by itself 2 h ago .* once in 6 h at most/);
      expect(callsOf('startEcsDeployment')).toEqual([]);
    });
  });

  it('asks a person while a third party fails, with what it said', async () => {
    const seen = { name: 'payments', state: 'fails', said: 'GET https://payments.example answered 503' } as const;
    const script = {
      entry: { timings: { gateSEV2: 100, gateEndsAfter: 300 } },
      situation: { thirdParties: [seen] },
    };
    await withRollbacks(temporal, script, async ({ start }) => {
      const report = await (await start(anAlert)).report();
      expect(report.outcome).toBe('ABORTED');
      expect(texts(report)).toMatch(/asked because payments fails now: GET https:\/\/payments\.example answered 503/);
    });
  });

  it('asks a person while other services fail that have no deployment in common with this one', async () => {
    const failingBeside = ['checkout', 'search'].map((service) => ({ service, ratio: 0.12, deployedAt: hoursAgo(30) }));
    const script = { entry: { timings: { gateSEV2: 100, gateEndsAfter: 300 } }, situation: { failingBeside } };
    await withRollbacks(temporal, script, async ({ start }) => {
      const report = await (await start(anAlert)).report();
      expect(report.outcome).toBe('ABORTED');
      expect(texts(report)).toMatch(/asked because checkout, search fail at the same time, and there is no deployment/);
    });
  });

  it('goes ahead with a changed parameter as the suspect, and asks without any', async () => {
    const createdAt = hoursAgo(7 * 24);
    const { service } = aSituation();
    const old = {
      service: { deployments: service.deployments.map((each) => ({ ...each, createdAt })) },
      serviceDeployments: {
        state: 'known',
        value: [
          aServiceDeployment({ of: 124, source: 121, createdAt }),
          aServiceDeployment({ of: 121, createdAt: hoursAgo(8 * 24) }),
        ],
      },
    } as const;
    const entry = { timings: { gateSEV2: 100, gateEndsAfter: 300 } };
    await withRollbacks(temporal, { entry, situation: old }, async ({ start }) => {
      expect(texts(await (await start(anAlert)).report())).toMatch(
        /asked because neither a deployment nor a change of the configuration within 24 h before the onset is a suspect/,
      );
    });
    const value = [{ name: '/applylens/prod/POOL_SIZE', at: minutesAgo(12), by: 'user/pedro' }];
    const situation = { ...old, parameterChanges: { state: 'known', value } } as const;
    await withRollbacks(temporal, { entry, situation }, async ({ start }) => {
      const report = await (await start(anAlert)).report();
      expect(report.approvals).toMatchObject([{ decision: 'not asked' }]);
      expect(report.outcome).toBe('ROLLED_BACK');
    });
  });

  it('asks nobody about an alert of another rule that Runback has measured again, and a person where it could not', async () => {
    const seen = { errorRate: notBad };
    const triggers = { ...seen, ...others, latency: slow };
    const entry = { timings: { gateSEV2: 100, gateEndsAfter: 300 } };
    await withRollbacks(temporal, { entry, situation: { ...seen, triggers } }, async ({ start, callsOf }) => {
      const report = await (await start(aboutLatency)).report();
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(report.approvals).toMatchObject([{ decision: 'not asked' }]);
      expect(callsOf('lookAround')[0]).toMatchObject({ rule: 'LatencyDegradation' });
    });
    await withRollbacks(temporal, { entry, situation: seen }, async ({ start }) => {
      const report = await (await start(aboutLatency)).report();
      expect(report.outcome).toBe('ABORTED');
      expect(texts(report)).toMatch(/asked because Runback could not confirm the alert itself/);
    });
  });

  it('takes the mode that the policy gives a trigger by its name', async () => {
    const modeOf = { [anAlert.trigger.name]: 'observe' as const };
    await withRollbacks(temporal, { entry: { policy: { modeOf } } }, async ({ start }) => {
      const report = await (await start(anAlert)).report();
      expect(report).toMatchObject({ outcome: 'PLANNED', headline: expect.stringMatching(/^Mode is observe/) });
    });
  });
});

describe('the reason security', () => {
  it('blocks the release it left where security is the reason: undo does not go back to it either', async () => {
    await withRollbacks(temporal, {}, async ({ start, callsOf }) => {
      const report = await (await start({ criteria: ['security'] })).report();
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(JSON.stringify(callsOf('tagRelease'))).toMatch(
        /runback:hold","value":"[\dT:.-]+Z blocked rolled back from: /,
      );
      expect(texts(report)).toMatch(/blocked: v1\.2\.3 is never returned to until that is lifted: security/);
    });
  });
});
