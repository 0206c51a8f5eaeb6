import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { until } from '../../sandbox/processes/until.js';
import { anIncident as theIncident } from '../support/a-notice.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { forEver } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';
import { slack, told } from '../support/told.js';

const temporal = temporalOfThisFile();

describe('the people', () => {
  it('are told that it begins, how it goes and that it ended, in order', async () => {
    await withRollbacks(
      temporal,
      { entry: { slack, timings: { monitor: 200 } } },
      async ({ start, callsOf }) => {
        const run = await start();
        const report = await run.report();
        expect(report.outcome).toBe('ROLLED_BACK');
        await until('the end was not told', 10_000, async () =>
          told(callsOf('tellChannel'), 'Slack').some(({ kind }) => kind === 'closed') ? true : undefined,
        );
        const notices = told(callsOf('tellChannel'), 'Slack');
        expect(notices[0]).toMatchObject({ kind: 'begun', from: 'v1.2.3', to: 'v1.2.2', reason: '5xx since v1.2.3' });
        expect(notices.at(-1)).toMatchObject({ kind: 'closed', ended: { outcome: 'ROLLED_BACK', recovered: true } });
        const written = notices.map(({ writtenAt }) => writtenAt);
        expect(written).toEqual(written.toSorted());
      },
      { keepAs: { 'rollback/': 'told', 'incident/': 'incident' } },
    );
  });

  it('are told, and the checklist shows where', async () => {
    await withRollbacks(
      temporal,
      { entry: { slack, policy: { approvals: 1 }, timings: { monitor: 200 } } },
      async ({ start, callsOf }) => {
        const run = await start();
        const communicated = await run.until(({ checklist }) =>
          checklist.some(({ item, state }) => item === 'communicate' && state === 'done'),
        );
        expect(communicated.checklist.find(({ item }) => item === 'communicate')).toMatchObject({
          by: 'runback',
          evidence: 'https://chat.example/Slack',
        });
        expect(communicated.told[0]).toMatch(/^#incidents \d\d:\d\d UTC$/);
        await run.until(() => told(callsOf('tellChannel'), 'Slack').some(({ kind }) => kind === 'asked'));
        const asked = told(callsOf('tellChannel'), 'Slack').find(({ kind }) => kind === 'asked');
        expect(asked?.verbs).toContain('approve');
        await run.say('approve', { by: 'ann' });
        expect((await run.report()).outcome).toBe('ROLLED_BACK');
      },
    );
  });

  it('read what somebody notes for everybody, and that somebody goes ahead alone, with the reason', async () => {
    const entry = { slack, policy: { approvals: 2 }, timings: { monitor: 200 } };
    await withRollbacks(temporal, { entry }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('note', { by: 'ann', text: 'the vendor is told' });
      await run.say('approve', { by: 'olga', breakGlass: 'alone at night' });
      expect((await run.report()).outcome).toBe('ROLLED_BACK');
      const said = () => told(callsOf('tellChannel'), 'Slack').filter(({ kind }) => kind === 'said');
      await until('it was not told', 10_000, async () => (said().length === 2 ? true : undefined));
      expect(said().map(({ says }) => says)).toEqual([
        'ann: the vendor is told',
        'BREAK-GLASS: goes ahead on the word of olga alone: alone at night',
      ]);
    });
  });

  it('hold nothing up when their chat hangs', async () => {
    await withRollbacks(
      temporal,
      { entry: { slack, timings: { monitor: 200 } }, tellChannel: forEver },
      async ({ start }) => {
        const run = await start();
        const report = await run.report();
        expect(report.outcome).toBe('ROLLED_BACK');
        expect(report.checklist.find(({ item }) => item === 'communicate')?.state).toBe('open');
      },
    );
  });

  it('are not told where the channel refuses, which the timeline says', async () => {
    const tellChannel = async (): Promise<never> => {
      throw ApplicationFailure.nonRetryable('Telling Slack: channel_not_found. Invite the app', 'ChannelRefused');
    };
    await withRollbacks(
      temporal,
      { entry: { slack, policy: { approvals: 1 }, timings: { monitor: 200 } }, tellChannel },
      async ({ start }) => {
        const run = await start();
        await run.until(({ timeline }) => timeline.some(({ text }) => /Invite the app/.test(text)));
        await run.say('approve', { by: 'ann' });
        expect((await run.report()).outcome).toBe('ROLLED_BACK');
      },
    );
  });
});

describe('an incident', () => {
  it('goes on when it is signalled nothing of a rollback, a text, or a notice without a card', async () => {
    await withRollbacks(temporal, { entry: { slack, timings: { monitor: 6_000 } } }, async ({ start }) => {
      const run = await start();
      await run.report();
      const handle = temporal.client.workflow.getHandle(theIncident);
      for (const value of [null, 'begun', { id: 'x', kind: 'begun' }]) await handle.signal('notice', value);
      await handle.result();
    });
  });

  it('ends where PagerDuty alone is told', async () => {
    const pagerduty = { api: 'https://pd.example', token: 'env:X', from: 'runback@applylens.io', service: 'PAPPLYL' };
    const timings = { monitor: 200, updates: 100 };
    await withRollbacks(
      temporal,
      { entry: { pagerduty, policy: { approvals: 1 }, timings } },
      async ({ start, callsOf }) => {
        const run = await start();
        await run.until(({ phase }) => phase === 'waiting for approval');
        await run.until(() => told(callsOf('tellChannel'), 'PagerDuty').length > 1);
        await run.say('approve', { by: 'ann' });
        await run.report();
        await temporal.client.workflow.getHandle(theIncident).result();
      },
    );
  });
});
