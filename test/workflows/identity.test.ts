import { describe, expect, it } from 'vitest';
import type { Role } from '../../src/relayed.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { askedBy, relayed, strict } from '../support/signed.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const approvalOf = (by: string, roles: readonly Role[], more: object = {}, withKey?: string) =>
  relayed('approve', roles, { by, ...more }, withKey);
/** Signed, but long ago. */
const old = () => {
  const now = approvalOf('ann', ['approver']);
  return { ...now, relayed: { ...now.relayed, issuedAt: new Date(Date.now() - 11 * 60_000).toISOString() } };
};

const refusals: readonly (readonly [string, object, RegExp])[] = [
  ['a raw message', { by: 'ann' }, /only claimed.*RUNBACK_TOKEN=… runback approve applylens-api --env prod/],
  ['a forged signature', approvalOf('ann', ['approver'], {}, 'f'.repeat(32)), /signature is not the server/],
  [
    'more roles than were signed',
    { ...approvalOf('vic', ['viewer']), relayed: { ...approvalOf('vic', ['admin']).relayed } },
    /signature is not/,
  ],
  ['a viewer', approvalOf('vic', ['viewer']), /vic holds viewer/],
  ['who asked', approvalOf('olga', ['admin']), /olga asked for this rollback/],
  ['break-glass by an approver', approvalOf('ann', ['approver'], { breakGlass: 'x' }), /break-glass needs admin/],
  ['another run', approvalOf('ann', ['approver'], { run: 'an-earlier-one' }), /another run/],
];

describe('a gate that demands a proven name', () => {
  it('refuses as an Update and as a Signal alike, with a line in the timeline, and nothing moves', async () => {
    await withRollbacks(temporal, strict, async ({ start }) => {
      const run = await start(askedBy('olga'));
      await run.until(({ phase }) => phase === 'waiting for approval');
      for (const [what, message, why] of [
        ...refusals,
        ['an old signature', old(), /more than 10 minutes ago/] as const,
      ]) {
        await expect(run.say('approve', message), what).rejects.toMatchObject({ cause: { message: why } });
        await run.handle.signal('approve', message);
        const { phase } = await run.until(({ timeline }) => timeline.some(({ text }) => why.test(text)), what);
        expect(phase, what).toBe('waiting for approval');
      }
      await run.handle.signal('approve', approvalOf('ann', ['approver']));
      const report = await run.report();
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(report.approvals).toMatchObject([{ decision: 'approve', by: 'ann', identity: 'authenticated' }]);
    });
  });

  it('counts one message once, as Update and as Signal', async () => {
    const two = { ...strict, entry: { policy: { approvals: 2, identity: 'authenticated' as const } } };
    await withRollbacks(
      temporal,
      two,
      async ({ start }) => {
        const run = await start(askedBy('olga'));
        await run.until(({ phase }) => phase === 'waiting for approval');
        const once = approvalOf('ann', ['approver']);
        await Promise.all([run.say('approve', once), run.handle.signal('approve', once), run.say('approve', once)]);
        await run.say('approve', once);
        expect((await run.status()).phase).toBe('waiting for approval');
        await run.say('approve', approvalOf('bob', ['approver']));
        const { approvals, timeline } = await run.report();
        expect(approvals.map(({ by }) => by)).toEqual(['ann', 'bob']);
        expect(timeline.filter(({ text }) => text.startsWith('refused'))).toEqual([]);
      },
      { keepAs: 'authenticated' },
    );
  });

  it('takes a name as claimed where the worker has no key, and refuses it', async () => {
    await withRollbacks(temporal, { entry: strict.entry }, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for approval');
      await expect(run.say('approve', approvalOf('ann', ['approver']))).rejects.toMatchObject({
        cause: { message: /only claimed/ },
      });
      await run.say('abort', { by: 'ann', reason: 'enough' });
      expect((await run.report()).timeline).toContainEqual(
        expect.objectContaining({ text: expect.stringMatching(/could not be checked \(the worker has no key\)/) }),
      );
    });
  });
});
