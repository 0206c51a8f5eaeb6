import { describe, expect, it } from 'vitest';
import { until } from '../../sandbox/processes/until.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

/** A minute takes 200 ms. */
const quick = (gateSEV2: number) => ({
  entry: { policy: { approvals: 1 }, timings: { gateSEV2 }, timeScale: 300 },
});
const people = { slack: { api: 'https://slack.example/api', token: 'env:X', incidents: '#incidents' } };
const onlyIncidents = {
  pagerduty: { api: 'https://pd.example', token: 'env:X', from: 'runback@applylens.io', service: 'PAPPLYL' },
};
const unconfirmed = {
  situation: { errorRate: { state: 'unknown', why: 'Prometheus did not answer' } as const },
};
const anAlert = { trigger: { kind: 'alert', name: 'ErrorRateSpike' } } as const;
const pagesOf = (calls: readonly unknown[]) => calls as { action: string; summary: string; dedupKey: string }[];

describe('a gate that nobody answers', () => {
  it('pages after a minute when the question reached nobody, and reminds at half and one minute before the end', async () => {
    await withRollbacks(
      temporal,
      quick(1_600),
      async ({ start, callsOf }) => {
        const report = await (await start()).report();
        expect(report.outcome).toBe('ROLLED_BACK');
        const lines = report.timeline.map(({ text }) => text);
        const at = (words: string) => lines.findIndex((line) => line.includes(words));
        expect(at('nobody was reached on any channel')).toBeGreaterThan(0);
        expect(at('half of the time is over')).toBeGreaterThan(at('nobody was reached on any channel'));
        expect(at('one minute is left')).toBeGreaterThan(at('half of the time is over'));
        expect(at('going ahead')).toBeGreaterThan(at('one minute is left'));
        await until('the page was not resolved', 10_000, async () =>
          pagesOf(callsOf('page')).some(({ action }) => action === 'resolve') ? true : undefined,
        );
        expect(pagesOf(callsOf('page')).filter(({ dedupKey }) => dedupKey.endsWith('/approval'))).toMatchObject([
          { action: 'trigger', summary: expect.stringContaining('waits for approval until') },
          { action: 'resolve' },
        ]);
      },
      { keepAs: 'asked' },
    );
  });

  it('asks the next person at each time-out where silence may not go ahead, and says when that ends', async () => {
    await withRollbacks(temporal, { ...unconfirmed, ...quick(300) }, async ({ start, callsOf }) => {
      const run = await start(anAlert);
      const { waiting } = await run.until((status) => status.waiting?.what === 'approval');
      expect(waiting?.then).toMatch(/^asks the next person; ends as ABORTED at \d\d:\d\d UTC$/);
      await run.until(({ timeline }) => timeline.some(({ text }) => text.startsWith('approval: asked again')));
      await run.say('reject', { by: 'ann' });
      expect((await run.report()).outcome).toBe('ABORTED');
      expect(callsOf('startEcsDeployment')).toEqual([]);
      expect(pagesOf(callsOf('page')).some(({ action }) => action === 'trigger')).toBe(true);
    });
  });

  it('says in the last round that it ends, at the time that was said before, and asks nobody after it', async () => {
    const timings = { gateSEV2: 4_000, gateEndsAfter: 6_000 };
    await withRollbacks(temporal, { ...unconfirmed, entry: { timings } }, async ({ start, callsOf }) => {
      const run = await start(anAlert);
      const first = await run.until((status) => status.waiting?.what === 'approval');
      expect(first.waiting?.then).toMatch(/^asks the next person; ends as ABORTED at/);
      const last = await run.until(({ waiting }) => waiting?.then === 'ends as ABORTED');
      const asked = Date.parse(first.waiting?.since ?? '');
      expect(Math.abs(Date.parse(last.waiting?.until ?? '') - asked - timings.gateEndsAfter)).toBeLessThan(500);
      const report = await run.report();
      expect(report).toMatchObject({ outcome: 'ABORTED', headline: expect.stringMatching(/^Nobody approved in 6 s/) });
      expect(report.timeline.filter(({ text }) => text.startsWith('approval: asked again'))).toHaveLength(1);
      expect(callsOf('startEcsDeployment')).toEqual([]);
    });
  });

  it.each([
    { channel: 'Slack', people, isReached: true },
    { channel: 'PagerDuty', people: onlyIncidents, isReached: false },
  ])('has reached somebody by $channel: $isReached', async ({ people: channels, isReached }) => {
    const slower = { policy: { approvals: 1 }, timings: { gateSEV2: 7_000 }, timeScale: 20 };
    await withRollbacks(temporal, { entry: { ...slower, ...channels } }, async ({ start }) => {
      const lines = (await (await start()).report()).timeline.map(({ text }) => text);
      expect(lines).toContainEqual(expect.stringContaining('half of the time is over'));
      expect(lines.some((line) => line.includes('nobody was reached on any channel'))).toBe(!isReached);
    });
  });

  it('pages nobody when somebody answers at once', async () => {
    await withRollbacks(temporal, { entry: { policy: { approvals: 1 } } }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('approve', { by: 'ann' });
      await run.report();
      expect(callsOf('page')).toEqual([]);
    });
  });
});
