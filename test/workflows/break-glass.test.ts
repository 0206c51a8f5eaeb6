import { describe, expect, it } from 'vitest';
import { reportMarkdown } from '../../src/report-markdown.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const asksTwo = { entry: { policy: { approvals: 2, confirmByPerson: ['verify-issue'] } } };

describe('break-glass', () => {
  it('lets one person be enough, even who asked, and everybody hears of it', async () => {
    await withRollbacks(
      temporal,
      asksTwo,
      async ({ start, callsOf }) => {
        const run = await start();
        await run.until(({ phase }) => phase === 'waiting for approval');
        await run.say('approve', { by: 'olga', breakGlass: 'alone at night' });
        const report = await run.report();
        expect(report.outcome).toBe('ROLLED_BACK');
        expect(report.approvals).toMatchObject([{ decision: 'break-glass', by: 'olga', comment: 'alone at night' }]);
        expect(report.checklist).toContainEqual(
          expect.objectContaining({ item: 'verify-issue', how: 'break-glass', by: 'olga' }),
        );
        expect(callsOf('page')).toMatchObject([
          { action: 'trigger', summary: expect.stringMatching(/^BREAK-GLASS: olga alone .* alone at night$/) },
        ]);
        expect(report.timeline).toContainEqual(
          expect.objectContaining({ by: 'olga', text: expect.stringMatching(/^BREAK-GLASS: /) }),
        );
        expect((await run.status()).told[0]).toMatch(/^break-glass by olga/);
        const line = reportMarkdown(report)
          .split('\n')
          .find((each) => each.startsWith('- **Break-glass**'));
        expect(line).toMatch(/by olga \(claimed\) alone at [\d:]+ UTC: alone at night/);
      },
      { keepAs: 'break-glass' },
    );
  });

  it('is not a way of rejecting, and needs a reason', async () => {
    await withRollbacks(temporal, asksTwo, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      await expect(run.say('approve', { by: 'olga', breakGlass: ' ' })).rejects.toMatchObject({
        cause: { message: /breakGlass: expected a text/ },
      });
      await expect(run.say('reject', { by: 'olga', breakGlass: 'x' })).rejects.toMatchObject({
        cause: { message: /unknown field/ },
      });
    });
  });
});
