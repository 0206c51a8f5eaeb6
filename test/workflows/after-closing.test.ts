import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { until } from '../../sandbox/processes/until.js';
import type { Amendment } from '../../src/amended.js';
import { theGithub } from '../support/a-pipeline.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { forEver, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;
const refused = async (): Promise<never> => {
  throw ApplicationFailure.retryable('the disk is full', 'StoreUnavailable');
};
const amendments = (calls: readonly unknown[]): readonly Amendment[] =>
  (calls as readonly { amendment: Amendment }[]).map(({ amendment }) => amendment);
const soon = <T>(what: string, seen: () => T | undefined): Promise<T> => until(what, 20_000, async () => seen());

describe('a rollback that closes', () => {
  it('stores its report and frees the lock, whatever staging and GitHub are asked afterwards', async () => {
    await withRollbacks(
      temporal,
      { entry: { github: theGithub }, gatherPrevention: forEver },
      async ({ start, callsOf }) => {
        const report = await (await start()).report();
        expect(callsOf('storeReport')).toHaveLength(1);
        expect(report.prevention?.find(({ title }) => title === 'Automated Tests')).toMatchObject({
          kept: 'unknown',
          evidence: expect.stringContaining('is asked once the run has closed'),
        });
      },
    );
  });

  it('has what they answer added to its report', async () => {
    await withRollbacks(
      temporal,
      { entry: { github: theGithub } },
      async ({ start, callsOf }) => {
        const { id, service, environment } = await (await start()).report();
        const added = await soon('nothing was added', () => amendments(callsOf('amendReport'))[0]);
        expect(added.prevention?.find(({ title }) => title === 'Automated Tests')).toMatchObject({ kept: 'not kept' });
        expect(callsOf('amendReport')[0]).toMatchObject({ of: { id, service, environment } });
      },
      { keepAs: { 'postmortem/': 'postmortem' } },
    );
  });

  it('says so when the audit cannot be written, which is tried on and said again', async () => {
    let broken = true;
    const writeAudit: Activities['writeAudit'] = async () => (broken ? refused() : undefined);
    await withRollbacks(temporal, { writeAudit }, async ({ start, callsOf }) => {
      expect((await (await start()).report()).outcome).toBe('ROLLED_BACK');
      broken = false;
      const lines = await soon('nobody said how it went on', () => {
        const all = amendments(callsOf('amendReport')).flatMap((each) => each.lines ?? []);
        return all.length > 1 ? all : undefined;
      });
      expect(lines.map(({ text }) => text)).toEqual([
        expect.stringMatching(/^the audit could not be written yet.*the disk is full/),
        'the audit of this run was written',
      ]);
    });
  }, 60_000);
});

describe('what reaches people after a run has closed', () => {
  it('stands in its report: its end was told, or could not be', async () => {
    const slack = { api: 'https://slack.example/api', token: 'env:X', incidents: '#incidents' };
    let broken = false;
    const tellChannel: Activities['tellChannel'] = async (given) => {
      if (!broken || given.notice.kind !== 'closed') return good.tellChannel(given);
      throw ApplicationFailure.nonRetryable('Telling Slack: channel_not_found', 'ChannelRefused');
    };
    await withRollbacks(
      temporal,
      { entry: { slack, timings: { monitor: 20_000 } }, tellChannel },
      async ({ start, callsOf }) => {
        const said = () =>
          amendments(callsOf('amendReport')).flatMap(({ lines = [] }) => lines.map(({ text }) => text));
        await (await start()).report();
        await soon('nothing was added', () => said()[0]);
        broken = true;
        await (await start()).report();
        await soon('nothing was added', () => said()[1]);
        expect(said()).toEqual([
          expect.stringMatching(/^told #incidents \(closed, written .*\): https:\/\/chat\.example/),
          'Telling Slack: channel_not_found',
        ]);
      },
    );
  });
});
