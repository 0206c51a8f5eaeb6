import { describe, expect, it } from 'vitest';
import { until } from '../../sandbox/processes/until.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { temporalOfThisFile } from '../support/temporal.js';
import { slack, told } from '../support/told.js';

const temporal = temporalOfThisFile();

describe('customers', () => {
  const statusPage = {
    api: 'https://statuspage.example',
    token: 'env:STATUSPAGE_API_KEY',
    page: 'kctbh9applyl',
    url: 'https://status.example',
  };
  const newsOf = (calls: readonly unknown[]) =>
    told(calls, 'status page').flatMap(({ customerText }) => customerText ?? []);

  it('are told nothing before a person approved the text, then investigating, monitoring and resolved', async () => {
    await withRollbacks(
      temporal,
      { entry: { statusPage, policy: { approvals: 1 }, timings: { monitor: 200 } } },
      async ({ start, callsOf }) => {
        const run = await start();
        await run.until(({ phase }) => phase === 'waiting for approval');
        await run.until(() => told(callsOf('tellChannel'), 'status page').length > 0);
        expect(newsOf(callsOf('tellChannel'))).toEqual([]);
        await run.say('confirm', { item: 'customer-text', by: 'ann' });
        await expect(run.say('confirm', { item: 'customer-text', by: 'bob' })).rejects.toMatchObject({
          cause: { message: /approved already/ },
        });
        await run.until(() => newsOf(callsOf('tellChannel')).length > 0);
        await run.say('approve', { by: 'ann' });
        expect((await run.report()).outcome).toBe('ROLLED_BACK');
        await until('customers were not told of the end', 10_000, async () =>
          newsOf(callsOf('tellChannel')).some(({ status }) => status === 'resolved') ? true : undefined,
        );
        const news = newsOf(callsOf('tellChannel'));
        const statuses = [...new Set(news.map(({ status }) => status))];
        expect(statuses).toEqual(['investigating', 'monitoring', 'resolved']);
        expect(news.at(-1)?.message).toMatch(/^We experienced elevated error rates between \d\d:\d\d-\d\d:\d\d UTC\./);
      },
    );
  });

  it('still read that it is looked into when it ended without recovery, which people are told', async () => {
    await withRollbacks(
      temporal,
      { entry: { slack, statusPage, policy: { approvals: 1 }, timings: { monitor: 200 } } },
      async ({ start, callsOf }) => {
        const run = await start();
        await run.until(({ phase }) => phase === 'waiting for approval');
        await run.say('confirm', { item: 'customer-text', by: 'ann' });
        await run.say('reject', { by: 'bob' });
        const report = await run.report();
        const line = 'customers still read "investigating" on https://status.example: change it there';
        expect(report.timeline.map(({ text }) => text)).toContain(line);
        const closed = await until('people were not told', 20_000, async () =>
          told(callsOf('tellChannel'), 'Slack').find(({ kind }) => kind === 'closed'),
        );
        expect(closed.ended?.customers).toMatch(/^https:\/\/status\.example still says "investigating" to customers/);
      },
    );
  });

  it('are not told by Runback where no status page is in the catalogue, which it says', async () => {
    await withRollbacks(temporal, { entry: { policy: { approvals: 1 } } }, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      await expect(run.say('confirm', { item: 'customer-text', by: 'ann' })).rejects.toMatchObject({
        cause: { message: /no status page is in the catalogue/ },
      });
      await run.say('reject', { by: 'ann' });
      await run.report();
    });
  });
});
