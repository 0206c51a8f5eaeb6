import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { aWorldThatMoves, followed, servesAsBefore } from '../support/a-world-that-moves.js';
import { forEver, refusedBecause, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';
import { attempts, entry } from './a-script-night.js';

const temporal = temporalOfThisFile();
const good = scripted().activities;
const waits = 'waiting for the operator';

/** A cause that is there until it is mended; what waits for its end is retried until then. */
function aCause() {
  let isMended = false;
  return {
    mend: () => {
      isMended = true;
    },
    isThere: () => !isMended,
    untilMended: async (): Promise<void> => {
      if (!isMended) throw ApplicationFailure.retryable('not yet', 'NotYet');
    },
  };
}

describe('what hinders the release script alone, while nothing else is to be tried', () => {
  it.each([
    ['script-mended', 'The AWS credentials on deploy@host: ExpiredToken. Refresh them on that host: ssh deploy@host'],
    [undefined, 'Looking for the git tag on deploy@host: no git tag for v1.2.2. List them: git tag --list'],
  ])('shows its remedy and goes on by itself when it is gone (%s)', async (keepAs, why) => {
    const cause = aCause();
    const checkReleaseScript: Activities['checkReleaseScript'] = async (input) =>
      cause.isThere() ? { ready: false, why } : good.checkReleaseScript(input);
    await withRollbacks(
      temporal,
      { entry, checkReleaseScript, releaseScriptMended: cause.untilMended },
      async ({ start, callsOf }) => {
        const run = await start({}, 'scriptRollback');
        const status = await run.until(({ phase, waiting }) => phase === waits && waiting !== undefined);
        expect(status.doing).toContain(why);
        expect(status.waiting?.byItself).toBe('the release script can be started');
        await run.until(() => callsOf('releaseScriptMended').length > 0);
        cause.mend();
        const report = await run.report();
        expect([report.outcome, attempts(report)]).toEqual(['ROLLED_BACK', ['script refused', 'script claimed']]);
        expect(callsOf('runReleaseScript')).toHaveLength(1);
        expect(callsOf('startEcsDeployment')).toEqual([]);
      },
      keepAs === undefined ? {} : { keepAs },
    );
  });

  it('is decided by a person at any time', async () => {
    const checkReleaseScript: Activities['checkReleaseScript'] = async () => ({ ready: false, why: 'no git tag' });
    const world = { entry, checkReleaseScript, releaseScriptMended: () => forEver() };
    await withRollbacks(temporal, world, async ({ start }) => {
      const run = await start({}, 'scriptRollback');
      await run.until(({ phase, waiting }) => phase === waits && waiting !== undefined);
      await run.say('decide', { by: 'ann', action: 'use-method', method: 'ecs-task' });
      expect(attempts(await run.report())).toEqual(['script refused', 'ecs-task claimed']);
    });
  });
});

describe('what hinders the deployment of Method 3', () => {
  it('five active deployments are waited out: it goes on by itself once one has drained', async () => {
    const cause = aCause();
    const startEcsDeployment: Activities['startEcsDeployment'] = async (input) =>
      cause.isThere()
        ? refusedBecause(
            'FiveActiveDeployments',
            'UpdateService: 5 deployments exist. Wait until older ones have drained',
          )
        : good.startEcsDeployment(input);
    await withRollbacks(
      temporal,
      { startEcsDeployment, awsAnswers: cause.untilMended },
      async ({ start }) => {
        const run = await start();
        const status = await run.until(({ phase, waiting }) => phase === waits && waiting !== undefined);
        expect([status.changed, status.doing]).toEqual([false, expect.stringContaining('have drained')]);
        cause.mend();
        expect(await run.report()).toMatchObject({ outcome: 'ROLLED_BACK', method: 'ecs-task' });
      },
      { keepAs: 'five-deployments' },
    );
  });

  it('so is the same refusal where its answer came with a doubt', async () => {
    const cause = aCause();
    const startEcsDeployment: Activities['startEcsDeployment'] = async (input) =>
      cause.isThere() ? { how: 'unclear', why: '5 deployments exist', mendable: true } : good.startEcsDeployment(input);
    await withRollbacks(temporal, { startEcsDeployment, awsAnswers: cause.untilMended }, async ({ start }) => {
      const run = await start();
      await run.until(({ phase, waiting }) => phase === waits && waiting !== undefined);
      cause.mend();
      expect((await run.report()).outcome).toBe('ROLLED_BACK');
    });
  });

  it.each([
    '(service applylens-api-prod) was unable to place a task because no container instance met all of its requirements',
    "You've reached the limit on the number of vCPUs you can run concurrently",
  ])('no place for its tasks: the deployment stays, and is followed on when there is room (%s)', async (why) => {
    let room: () => void = () => undefined;
    const hasRoom = new Promise<void>((resolve) => {
      room = resolve;
    });
    let follows = 0;
    const followDeployment: Activities['followDeployment'] = async (input) => {
      follows += 1;
      const lastProgressAt = new Date(Date.now() - 600_000).toISOString();
      if (follows === 1) return followed('out of time', why, { lastProgressAt });
      if (follows === 2) await hasRoom;
      return good.followDeployment(input);
    };
    const world = { ...aWorldThatMoves().script, ...servesAsBefore(), followDeployment };
    await withRollbacks(temporal, world, async ({ start }) => {
      const run = await start();
      const status = await run.until(({ phase, waiting }) => phase === waits && waiting !== undefined);
      expect(status.doing).toContain(why);
      expect(status.waiting?.byItself).toBe('the deployment gets on');
      room();
      expect((await run.report()).outcome).toBe('ROLLED_BACK');
    });
  });
});
