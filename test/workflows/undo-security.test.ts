import { describe, expect, it } from 'vitest';
import { texts, withRollbacks } from '../support/a-rollback-service.js';
import { arn } from '../support/a-situation.js';
import { aWorldThatMoves } from '../support/a-world-that-moves.js';
import { forEver } from '../support/scripted-activities.js';
import { askedBy, relayed, strict } from '../support/signed.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
const { checkRelayed } = strict;
const undo = { by: 'ann', action: 'undo' } as const;
const onlyAnAdmin = expect.stringMatching(/only an admin .*RUNBACK_TOKEN=… runback undo applylens-api --env prod/);

describe('the undo of a rollback for security', () => {
  it('is an admin’s alone while it is open, and lifts the block of that rollback', async () => {
    const { script } = aWorldThatMoves();
    const world = { ...script, checkRelayed, watchRecovery: forEver };
    await withRollbacks(temporal, world, async ({ start, callsOf }) => {
      const run = await start({ criteria: ['security'], requestId: 'req-1' });
      await run.until(({ times }) => times.stableAt !== undefined);
      for (const message of [undo, relayed('decide', ['operator', 'approver'], undo)])
        await expect(run.say('decide', message)).rejects.toMatchObject({ cause: { message: onlyAnAdmin } });
      await run.say('decide', relayed('decide', ['admin'], undo));
      expect(await run.report()).toMatchObject({ outcome: 'ABORTED', to: { version: '1.2.3' } });
      expect(callsOf('untagRelease')).toMatchObject([
        { taskDefinition: arn(124), keepsBlock: true, unlessBy: 'req-1' },
      ]);
      expect(callsOf('tagRelease')).toMatchObject([
        { taskDefinition: arn(124), value: expect.stringContaining(' blocked ') },
        { taskDefinition: arn(121), value: expect.not.stringContaining(' blocked ') },
      ]);
    });
  });

  it('is an admin’s alone afterwards, whichever target is named', async () => {
    const world = aWorldThatMoves();
    world.deploy('ecs-svc/rolled-back', arn(121));
    const readUndone = async () => ({ found: 'service', taskDefinition: arn(124), isAboutSecurity: true }) as const;
    const request = { reason: 'it was a false alarm', undoes: 'req-1' };
    await withRollbacks(temporal, { ...world.script, checkRelayed, readUndone }, async ({ start, callsOf }) => {
      for (const given of [{}, { target: { taskDefinition: arn(124) } }]) {
        const report = await (await start({ ...request, ...given })).report();
        expect(report).toMatchObject({ outcome: 'FAILED_SAFE', headline: onlyAnAdmin });
        expect(report.next.command).toBe('RUNBACK_TOKEN=… runback undo applylens-api --env prod');
      }
      const byOperator = await start(askedBy('ann', request));
      expect((await byOperator.report()).outcome).toBe('FAILED_SAFE');
      expect(callsOf('startEcsDeployment')).toEqual([]);
      const run = await start(askedBy('ann', request, undefined, ['admin']));
      await run.until(({ phase }) => phase === 'waiting for approval');
      await run.say('approve', { by: 'bob' });
      const report = await run.report();
      expect(report.outcome, texts(report)).toBe('ROLLED_BACK');
      expect(callsOf('untagRelease')).toMatchObject([{ taskDefinition: arn(124), unlessBy: 'req-1' }]);
    });
  });
});
