import { expect, it } from 'vitest';
import type { Status } from '../../../src/status.js';
import { aCanaryThatMoves } from '../../support/a-bad-canary.js';
import { arn } from '../../support/a-situation.js';
import { aWorldThatMoves } from '../../support/a-world-that-moves.js';
import { forEver, scripted } from '../../support/scripted-activities.js';
import { buttonsOf, expectLegible, say } from './a-phone.js';
import { describeThePage } from './the-page.js';

const asksOne = { entry: { policy: { approvals: 1 } } } as const;
const aStatusPage = {
  api: 'http://127.0.0.1:9',
  token: 'env:NONE',
  page: 'p1',
  url: 'https://status.example.com',
} as const;

await describeThePage('what is said at the state page by one alone, to customers, and afterwards', (the) => {
  it('lets an admin, and nobody else, break the glass, with a reason', async () => {
    await the.with(asksOne, async ({ start, phone }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      const others = await phone('ann');
      expect(await others.locator('#offers').innerText()).toContain(
        'ann may not: Break glass: approve alone (needs admin)',
      );
      const page = await phone('max');
      await expectLegible(page);
      await page.getByRole('button', { name: 'Break glass: approve alone' }).click();
      await expectLegible(page);
      await page.getByRole('button', { name: 'Yes: Break glass: approve alone' }).click();
      expect(await run.status()).toMatchObject({ phase: 'waiting for approval' });
      await page.getByLabel('Why one person is enough').fill('nobody else is awake');
      await page.getByRole('button', { name: 'Yes: Break glass: approve alone' }).click();
      expect(await page.getByRole('alert').innerText()).toMatch(/BREAK-GLASS/);
      expect((await run.report()).approvals).toEqual([
        expect.objectContaining({ decision: 'break-glass', by: 'max', comment: 'nobody else is awake' }),
      ]);
    });
  });

  it('approves the text for customers while it acts', async () => {
    const entry = { statusPage: aStatusPage };
    await the.with({ entry, followDeployment: forEver }, async ({ start, phone }) => {
      const run = await start();
      await run.until(({ phase, changed }) => phase === 'acting' && changed);
      const page = await phone('ann');
      await expectLegible(page);
      expect(await page.locator('#offers').innerText()).toMatch(/the status page says “Service Degradation: We are/);
      await say(page, 'Approve the text for customers');
      expect((await run.status()).customerText).toMatchObject({ by: 'ann' });
      expect(await buttonsOf(page)).not.toContain('Approve the text for customers');
    });
  });

  it('goes back to the release that a closed rollback left', async () => {
    const { script } = aWorldThatMoves();
    const watchRecovery = () => scripted().activities.watchRecovery({} as never);
    await the.with({ ...script, watchRecovery }, async ({ start, phone }) => {
      const { id, runId } = await (await start()).report();
      const page = await phone('ann');
      expect(await say(page, 'Undo')).toMatch(/Started/);
      const status = await the.temporal.client.workflow
        .getHandle('rollback/prod/applylens-api')
        .query<Status>('status');
      expect(status.runId).not.toBe(runId);
      expect(status.request).toMatchObject({
        undoes: id,
        requestedBy: 'ann',
        target: { taskDefinition: arn(124) },
      });
    });
  });

  it('gives a canary back what a closed rollback took from it', async () => {
    const { script } = aCanaryThatMoves();
    await the.with(script, async ({ start, phone }) => {
      const { id, runId } = await (await start()).report();
      const page = await phone('ann');
      expect(await page.locator('#offers').innerText()).toMatch(
        /the canary .* gets back what the last one took from it/,
      );
      await expectLegible(page);
      expect(await say(page, 'Undo')).toMatch(/Started/);
      const { runId: now, request } = await the.temporal.client.workflow
        .getHandle('rollback/prod/applylens-api')
        .query<Status>('status');
      expect(now).not.toBe(runId);
      expect(request).toMatchObject({ undoes: id, requestedBy: 'ann', scope: 'canary' });
    });
  });
});
