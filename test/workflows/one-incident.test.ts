import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { until } from '../../sandbox/processes/until.js';
import { formerRunOf } from '../../src/former-run.js';
import type { Notice } from '../../src/notice.js';
import type { Report } from '../../src/report.js';
import { anIncident as theIncident } from '../support/a-notice.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { aStatus } from '../support/a-run.js';
import { arn } from '../support/a-situation.js';
import { aWorldThatMoves } from '../support/a-world-that-moves.js';
import { temporalOfThisFile } from '../support/temporal.js';
import { slack, told } from '../support/told.js';

const temporal = temporalOfThisFile();

describe('the people of two rollbacks', () => {
  it('share one incident when the same release is rolled back a second time', async () => {
    await withRollbacks(temporal, { entry: { slack, timings: { monitor: 20_000 } } }, async ({ start, callsOf }) => {
      await (await start()).report();
      const second = await start();
      await second.report();
      await until('both were not told', 10_000, async () =>
        told(callsOf('tellChannel'), 'Slack').filter(({ kind }) => kind === 'closed').length === 2 ? true : undefined,
      );
      const threads = (callsOf('tellChannel') as readonly { channel: string; thread?: unknown }[])
        .filter(({ channel }) => channel === 'Slack')
        .map(({ thread }) => thread);
      expect(threads.filter((thread) => thread === undefined)).toHaveLength(1);
    });
  });

  it.each([
    { that: 'reopens it', named: true },
    { that: 'leaves what it left serving', named: false },
  ])('share the incident of the first rollback when another one $that', async ({ named }) => {
    const { script } = aWorldThatMoves();
    const reports: Report[] = [];
    const storeReport: Activities['storeReport'] = async ({ report }) => {
      reports.push(report);
      return { json: 'report.json', markdown: 'report.md' };
    };
    const readFormerRuns: Activities['readFormerRuns'] = async ({ id }) => {
      const newest = formerRunOf(reports.at(-1));
      if (newest === undefined) return {};
      return id === newest.id ? { named: newest, newest } : { newest };
    };
    const world = { ...script, entry: { slack, timings: { monitor: 20_000 } }, storeReport, readFormerRuns };
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const first = await (await start()).report();
      const second = await start(named ? { reopens: first.id } : {});
      await second.until(({ told: seen }) => seen.length > 0);
      await second.say('abort', { by: 'ann', reason: 'seen enough' });
      const { from, incident } = await second.report();
      expect(from?.taskDefinition).toBe(first.to?.taskDefinition);
      expect(incident).toBe(first.incident);
      const calls = callsOf('tellChannel') as readonly { channel: string; notice: Notice; thread?: unknown }[];
      const begun = calls.filter(({ channel, notice }) => channel === 'Slack' && notice.kind === 'begun');
      expect(begun.map(({ thread }) => thread)).toEqual([undefined, { channel: 'Slack' }]);
    });
  });

  it('have an incident of their own when a rollback an hour later leaves another release', async () => {
    const readFormerRuns: Activities['readFormerRuns'] = async () => ({
      newest: {
        id: 'req-0',
        incident: 'incident/prod/applylens-api/old',
        closedAt: '2020-01-01T00:00:00Z',
        about: [arn(124)],
      },
    });
    await withRollbacks(
      temporal,
      { entry: { slack, timings: { monitor: 200 } }, readFormerRuns },
      async ({ start }) => {
        expect((await (await start()).report()).incident).toBe(theIncident);
      },
    );
  });
});

describe('updates', () => {
  it('say who is waited for, until when, and what happens then', async () => {
    const waiting = { what: 'approval', why: 'the policy asks for approval', from: '1 approver (not olga)' } as const;
    const asked = {
      ...waiting,
      since: new Date().toISOString(),
      until: '2099-01-01T03:10:00.000Z',
      then: 'goes ahead',
    };
    const readStatus = async () => ({ state: 'open' as const, status: aStatus({ waiting: asked }) });
    const entry = { slack, policy: { approvals: 1 }, timings: { updates: 150, gateSEV2: 60_000, monitor: 200 } };
    await withRollbacks(temporal, { entry, readStatus }, async ({ start, callsOf }) => {
      const run = await start();
      const updates = () => told(callsOf('tellChannel'), 'Slack').filter(({ kind }) => kind === 'update');
      await run.until(() => updates().length > 0);
      expect(updates()[0]?.says).toMatch(
        /⏸ Waiting for approval since .*, from 1 approver \(not olga\): .* · If nobody answers by 03:10 UTC .*: goes ahead/,
      );
      await run.say('reject', { by: 'ann' });
      await run.report();
    });
  });

  it('come more seldom once people were waited for two hours, however often they are reminded', async () => {
    const timings = { updates: 150, updatesWhileWaiting: 60_000, gateSEV2: 300, monitor: 200 };
    const entry = { slack, policy: { approvals: 1 }, timings, timeScale: 36_000 };
    const situation = { errorRate: { state: 'unknown', why: 'Prometheus did not answer' } as const };
    await withRollbacks(temporal, { entry, situation }, async ({ start, callsOf }) => {
      const run = await start({ trigger: { kind: 'alert', name: 'ErrorRateSpike' } });
      const ofKind = (wanted: string) => told(callsOf('tellChannel'), 'Slack').filter(({ kind }) => kind === wanted);
      await run.until(() => ofKind('asked').length > 7);
      expect(ofKind('update').length).toBeLessThan(4);
      await run.say('reject', { by: 'ann' });
      await run.report();
    });
  });
});
