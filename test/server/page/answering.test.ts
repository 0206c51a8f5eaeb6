import { expect, it } from 'vitest';
import { aWorldThatMoves } from '../../support/a-world-that-moves.js';
import { forEver } from '../../support/scripted-activities.js';
import { buttonsOf, expectLegible, recordPicture, say } from './a-phone.js';
import { describeThePage } from './the-page.js';

const asksOne = { entry: { policy: { approvals: 1 } } } as const;
const notRecovered = {
  verdict: 'not recovered',
  checks: [{ name: 'Error rate', verdict: 'failed', evidence: 'errors 8.9 % (limit < 2 %)' }],
} as const;
const stays = 'waiting for the operator';

await describeThePage('answering at the state page on a phone', (the) => {
  it('shows who is waited for, and takes the approval of who may give it', async () => {
    await the.with(asksOne, async ({ start, phone }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      const page = await phone('ann');
      await expectLegible(page);
      await recordPicture(page);
      expect(await page.locator('#card').innerText()).toMatch(/Waiting for approval .*, from 1 approver \(not olga\)/);
      expect(await buttonsOf(page)).toEqual([
        ...['Approve', 'Reject', 'Confirm: Communicate', 'Confirm: Create Incident', 'Confirm: Backup Plan'],
        ...['Pause', 'Abort', 'Add a note'],
      ]);
      await page.getByRole('button', { name: 'Approve' }).click();
      await expectLegible(page);
      expect(await page.locator('main').innerText()).toMatch(/Then applylens-api prod goes from v1.2.3 to v1.2.2/);
      await page.getByLabel('Comment').fill('go');
      await page.getByRole('button', { name: 'Yes: Approve' }).click();
      const answer = await page.getByRole('alert').innerText();
      const report = await run.report();
      expect(report.approvals).toEqual([expect.objectContaining({ decision: 'approve', by: 'ann', comment: 'go' })]);
      expect(answer).toMatch(/approv/i);
    });
  });

  it('refuses on the page, in the words of the rollback, the approval of who asked for it; takes his rejection', async () => {
    await the.with(asksOne, async ({ start, phone }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      const page = await phone('olga');
      expect(await say(page, 'Approve')).toMatch(/olga asked for this rollback; another person approves it/);
      await expectLegible(page);
      expect(await run.status()).toMatchObject({ phase: 'waiting for approval', approvals: [] });
      await say(page, 'Reject', { Comment: 'planned maintenance' });
      expect(await run.report()).toMatchObject({
        outcome: 'ABORTED',
        headline: expect.stringMatching(/planned maintenance/),
      });
    });
  });

  it('pauses, resumes, notes and aborts while it acts, each after one more question', async () => {
    await the.with({ followDeployment: forEver }, async ({ start, phone }) => {
      const run = await start();
      await run.until(({ phase, changed }) => phase === 'acting' && changed);
      const page = await phone('ann');
      await expectLegible(page);
      expect(await buttonsOf(page)).toEqual(['Pause', 'Abort', 'Add a note', 'Undo']);
      await say(page, 'Add a note', { Note: 'the flag is off' });
      await say(page, 'Pause');
      await run.until(({ paused }) => paused?.by === 'ann');
      expect(await buttonsOf(page)).toContain('Resume');
      await say(page, 'Resume', { Reason: 'seen' });
      const { timeline } = await run.until(({ paused }) => paused === undefined);
      expect(timeline).toContainEqual(
        expect.objectContaining({ text: expect.stringMatching(/the flag is off/), by: 'ann' }),
      );
      await page.getByRole('button', { name: 'Abort' }).click();
      await page.getByRole('button', { name: 'Yes: Abort' }).click();
      expect((await run.status()).aborting).toBeUndefined();
      await page.getByLabel('Reason').fill('wrong service');
      await page.getByRole('button', { name: 'Yes: Abort' }).click();
      await run.until(({ aborting }) => aborting?.reason === 'wrong service');
    });
  });

  it('undoes while it verifies', async () => {
    const { script } = aWorldThatMoves();
    await the.with({ ...script, watchRecovery: forEver }, async ({ start, phone }) => {
      const run = await start();
      await run.until(({ times }) => times.stableAt !== undefined);
      const page = await phone('ann');
      await say(page, 'Undo');
      expect(await run.report()).toMatchObject({
        outcome: 'ABORTED',
        headline: expect.stringMatching(/^Undone by ann/),
      });
    });
  });

  it('confirms an item of the checklist', async () => {
    const policy = { approvals: 1, confirmByPerson: ['verify-issue'] };
    await the.with({ entry: { policy } }, async ({ start, phone }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      const page = await phone('ann');
      await say(page, 'Confirm: Verify Issue', { Evidence: 'seen in the logs' });
      const { checklist } = await run.status();
      expect(checklist).toContainEqual(
        expect.objectContaining({
          item: 'verify-issue',
          state: 'done',
          by: 'ann',
          how: 'person',
          evidence: expect.stringMatching(/seen in the logs/),
        }),
      );
      expect(await page.locator('#checklist').innerText()).toMatch(/Verify Issue: done\s+person, by ann/);
    });
  });

  it('offers every decision to who is waited for, each with what it leads to', async () => {
    await the.with({ watchRecovery: async () => notRecovered }, async ({ start, phone, server }) => {
      const run = await start();
      const { legalActions } = await run.until(({ phase }) => phase === stays);
      const page = await phone('ann');
      await expectLegible(page);
      const offered = await buttonsOf(page);
      expect(offered.filter((each) => each.startsWith('Decide: '))).toHaveLength(
        legalActions.filter((action) => action !== 'undo' && action !== 'abort').length,
      );
      expect(offered).toEqual(expect.arrayContaining(['Undo', 'Abort']));
      await page.getByRole('button', { name: 'Decide: choose another target' }).click();
      await expectLegible(page);
      await page.goBack();
      expect(await say(page, 'Decide: choose another target', { Target: '9.9.9' })).toMatch(/9\.9\.9/);
      expect(await run.status()).toMatchObject({ phase: stays });
      await say(page, 'Decide: end it as it is', { Reason: 'payments is down' });
      expect((await run.report()).outcome).toBe('NOT_RECOVERED');
      await page.goto(`${server.address}/prod/applylens-api`);
      await expectLegible(page);
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/NOT_RECOVERED/);
    });
  });
});
