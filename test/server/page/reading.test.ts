import { expect, it } from 'vitest';
import { refusedBecause } from '../../support/scripted-activities.js';
import { buttonsOf, expectLegible, say } from './a-phone.js';
import { describeThePage } from './the-page.js';

const asksOne = { entry: { policy: { approvals: 1 } } } as const;
const stays = 'waiting for the operator';

await describeThePage('reading the state page on a phone', (the) => {
  it('fits and reads well without a rollback, at the sign-in and in the list', async () => {
    await the.with({}, async ({ phone, server }) => {
      const page = await phone('vera');
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('applylens-api prod · no rollback');
      await expectLegible(page);
      await page.goto(server.address);
      expect(await page.locator('#open').innerText()).toBe('None is open');
      await expectLegible(page);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('Token').waitFor();
      await expectLegible(page);
      await page.goto(`${server.address}/prod/applylens-api`);
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Sign in');
    });
  });

  it('shows the next phase by itself, without loading the page again', async () => {
    await the.with(asksOne, async ({ start, phone }) => {
      const page = await phone('ann');
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      await page.reload();
      await page.evaluate('document.body.dataset.loaded = "once"');
      await run.say('approve', { by: 'paul' });
      await page.getByRole('heading', { name: /ROLLED_BACK/ }).waitFor({ timeout: 30_000 });
      expect(await page.evaluate('document.body.dataset.loaded')).toBe('once');
      expect(await buttonsOf(page)).toEqual(['Undo']);
      await expectLegible(page);
      expect(await page.locator('#report').innerText()).toMatch(/Verification: recovered/);
    });
  });

  it('is read and answered without scripts, in the dark too', async () => {
    await the.with(
      { lookAround: async () => refusedBecause('ServiceNotFound', 'no such service') },
      async ({ start, phone }) => {
        const run = await start();
        await run.until(({ phase, waiting }) => phase === stays && waiting !== undefined);
        const page = await phone('ann', { javaScriptEnabled: false, colorScheme: 'dark' });
        expect(await page.locator('#card').innerText()).toMatch(/no such service/);
        expect(await say(page, 'Abort', { Reason: 'seen' })).not.toMatch(/Nothing was sent/);
        expect((await run.report()).outcome).toBe('ABORTED');
        const dark = await phone('ann', { colorScheme: 'dark' });
        await expectLegible(dark);
      },
    );
  });

  it('shows what somebody wrote as text, however long or hostile', async () => {
    const hostile = `<img src=x onerror="document.title='owned'"></textarea><script>document.title='owned'</script>"'&`;
    const long = 'x'.repeat(600);
    await the.with(asksOne, async ({ start, phone, server }) => {
      const run = await start({ reason: `${hostile} ${long}`, requestedBy: '<b onmouseover=alert(1)>olga' });
      await run.until(({ phase }) => phase === 'waiting for approval');
      const page = await phone('ann');
      await say(page, 'Add a note', { Note: `${hostile}${long}` });
      await expectLegible(page);
      expect(await page.title()).toMatch(/^applylens-api prod/);
      expect(await page.locator('main img, main script, main b').count()).toBe(0);
      expect(await page.locator('#timeline').innerText()).toContain("document.title='owned'");
      await page.goto(server.address);
      await expectLegible(page);
      await run.say('abort', { by: 'paul', reason: hostile });
      await run.report();
      await page.goto(`${server.address}/prod/applylens-api`);
      expect(await page.locator('main img, main script').count()).toBe(0);
      await expectLegible(page);
    });
  });

  it('knows who is signed in when a link on another site leads to it', async () => {
    await the.with({}, async ({ phone, server }) => {
      const page = await phone('vera');
      const elsewhere = server.address.replace('127.0.0.1', 'localhost');
      await page.route(`${elsewhere}/chat`, (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<a href="${server.address}/prod/quiet-api">state page</a>`,
        }),
      );
      await page.goto(`${elsewhere}/chat`);
      await page.getByRole('link').click();
      await page.getByText('Signed in as vera').waitFor();
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/^quiet-api prod/);
    });
  });
});
