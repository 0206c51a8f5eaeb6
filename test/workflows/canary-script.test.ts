import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import type { ScriptRun } from '../../activities/release-script-activities.js';
import type { SeenCanary } from '../../src/canary.js';
import { aBadCanary, aCanaryThatMoves, followed, untouched } from '../support/a-bad-canary.js';
import { aCanary, canaryService, canaryWithout, withBadCanary } from '../support/a-canary.js';
import { aPipelineRun, theGithub } from '../support/a-pipeline.js';
import { texts, withRollbacks } from '../support/a-rollback-service.js';
import { forEver, type Script, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';
import { ended, entry, runsUntilStopped } from './a-script-night.js';

const temporal = temporalOfThisFile();
const good = scripted().activities;
const canaryArguments = ['python', 'promote_release.py', 'prod', '--canary-pct', '0', '--no-deploy'];
const whatChanges = /stopPipeline|ReleaseScript|shiftTraffic|stopCanary/;
const withTasks = canaryWithout({ desired: 1, running: 1, targets: 1 });

/** What is read is what was done last: `becomes` by the script, then by our own steps. */
function withScript(script: Partial<Activities> = {}, becomes = withTasks): Script {
  let seen = aCanary();
  const then =
    <I, O>(run: (input: I) => Promise<O>, isNow: SeenCanary) =>
    async (input: I): Promise<O> => {
      seen = isNow;
      return run(input);
    };
  const { runReleaseScript, shiftTrafficToStable, stopCanaryTasks } = { ...good, ...script };
  const world = aBadCanary({
    readCanary: async () => seen,
    ...script,
    runReleaseScript: then(runReleaseScript, becomes),
    shiftTrafficToStable: then(shiftTrafficToStable, withTasks),
    stopCanaryTasks: then(stopCanaryTasks, canaryWithout()),
  });
  return { ...world, entry: { ...world.entry, ...entry, script: { ...entry.script, canary: canaryArguments } } };
}

describe('the organisation’s script for the canary', () => {
  it('is tried first, and what it did is what the weights say that are read back', async () => {
    const shiftTrafficToStable: Activities['shiftTrafficToStable'] = async (input) => ({
      ...(await good.shiftTrafficToStable(input)),
      changed: [],
    });
    await withRollbacks(
      temporal,
      withScript({ shiftTrafficToStable }),
      async ({ start, calls, callsOf }) => {
        const report = await (await start()).report();
        expect(calls.map(({ activity }) => activity).filter((name) => whatChanges.test(name))).toEqual([
          'checkReleaseScript',
          'runReleaseScript',
          'shiftTrafficToStable',
          'stopCanaryTasks',
        ]);
        expect(callsOf('runReleaseScript')).toEqual([
          expect.objectContaining({ argv: canaryArguments, key: expect.stringMatching(/-canary-script$/) }),
        ]);
        const [{ deadline = '' } = {}] = callsOf('runReleaseScript') as { deadline?: string }[];
        expect(Date.parse(deadline) - Date.parse(report.times.acceptedAt)).toBeLessThan(40_000);
        expect(report).toMatchObject({ outcome: 'ROLLED_BACK', method: 'canary' });
        expect(report.settingsChanged.filter(({ setting }) => setting.startsWith('weight'))).toHaveLength(2);
        expect(texts(report)).toContain('the release script took the canary’s traffic, as read back');
        untouched(callsOf);
      },
      { keepAs: 'canary-script' },
    );
  });

  it.each<[string, Partial<Activities>, RegExp]>([
    [
      'is refused beforehand',
      { checkReleaseScript: async () => ({ ready: false, why: 'ssh deploy@host: no route to host' }) },
      /not tried on the canary: ssh deploy@host: no route to host/,
    ],
    ['fails', { runReleaseScript: async () => ended({ exitCode: 2, why: 'exit 2' }) }, /exit 2.*\n.*did not take/],
    [
      'hangs',
      { runReleaseScript: async () => ended({ end: 'out of time', why: 'it was stopped' }) },
      /it was stopped.*\n.*did not take/,
    ],
    ['lies', {}, /exit 0.*\n.*did not take/],
  ])('that %s is followed by our own steps at once', async (_, script, said) => {
    await withRollbacks(temporal, withScript(script, aCanary()), async ({ start, callsOf }) => {
      const report = await (await start()).report();
      expect(report).toMatchObject({ outcome: 'ROLLED_BACK', attempts: [{ method: 'canary', result: 'claimed' }] });
      expect(texts(report)).toMatch(said);
      expect(callsOf('shiftTrafficToStable')).toHaveLength(1);
      untouched(callsOf);
    });
  });

  it('is not run a second time when somebody raises the weight', async () => {
    let follows = 0;
    const followCanary: Activities['followCanary'] = async (input) => {
      follows += 1;
      return follows === 1 ? followed('raised again', { why: 'rule 10' }) : good.followCanary(input);
    };
    await withRollbacks(temporal, withScript({ followCanary }), async ({ start, callsOf }) => {
      expect((await (await start()).report()).outcome).toBe('ROLLED_BACK');
      expect([callsOf('runReleaseScript').length, callsOf('shiftTrafficToStable').length]).toEqual([1, 2]);
    });
  });

  it('is stopped by an abort, and the report says what the weights are then', async () => {
    await withRollbacks(
      temporal,
      withScript({ runReleaseScript: runsUntilStopped }, aCanary()),
      async ({ start, callsOf }) => {
        const run = await start();
        await run.until(() => callsOf('runReleaseScript').length === 1);
        await run.say('abort', { by: 'ann', reason: 'enough' });
        const report = await run.report();
        expect(report).toMatchObject({ outcome: 'ABORTED', change: 'none', settingsChanged: [] });
        expect(callsOf('shiftTrafficToStable')).toEqual([]);
      },
    );
  });

  it('that changed one thing and was overtaken by an abort leaves nothing unsaid', async () => {
    await withRollbacks(temporal, withScript({ runReleaseScript: runsUntilStopped }), async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('runReleaseScript').length === 1);
      await run.say('abort', { by: 'ann', reason: 'enough' });
      const report = await run.report();
      expect(report).toMatchObject({ outcome: 'ABORTED', change: 'made', canary: { share: 0, desired: 1 } });
      expect(report.headline).toContain(`The canary ${canaryService} has no traffic, 1 task (desired 1)`);
    });
  });
});

describe('an undo while the script for the canary may still run', () => {
  const lost = ended({ end: 'not reached', why: 'ssh deploy@host is not reached', isOver: false });
  const undone = (stops: ScriptRun) => {
    const { script } = aCanaryThatMoves({
      watchRecovery: forEver,
      runReleaseScript: async ({ ends }) => (ends === true ? stops : lost),
    });
    return { ...script, entry: { ...script.entry, ...entry, script: { ...entry.script, canary: canaryArguments } } };
  };
  const whatMatters = /runReleaseScript|raiseCanary|giveCanary/;

  it('ends it before the canary gets its traffic back', async () => {
    await withRollbacks(
      temporal,
      undone(ended({ end: 'stopped', why: 'it was stopped' })),
      async ({ start, calls }) => {
        const run = await start();
        await run.until(({ phase }) => phase === 'verifying');
        await run.say('decide', { by: 'ann', action: 'undo' });
        const report = await run.report();
        expect(calls.map(({ activity }) => activity).filter((name) => whatMatters.test(name))).toEqual([
          'runReleaseScript',
          'runReleaseScript',
          'raiseCanaryTasks',
          'giveCanaryTraffic',
        ]);
        expect(texts(report)).toMatch(/may still run on \S+; it takes the canary’s traffic, as we do/);
        expect(report.next.sentence).toMatch(/^Whatever was wrong with the canary/);
      },
    );
  });

  it('pages where it cannot be ended, and says so in the report', async () => {
    await withRollbacks(temporal, undone(lost), async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'verifying');
      await run.say('decide', { by: 'ann', action: 'undo' });
      expect((await run.report()).next.sentence).toMatch(
        /release script may still run .* take the canary’s traffic again/,
      );
      expect(JSON.stringify(callsOf('page'))).toMatch(/take the canary’s traffic again: end it there/);
    });
  });
});

describe('the pipeline that promotes the canary', () => {
  it('is stopped before its traffic is taken, so that it cannot raise it again', async () => {
    const deploys = aPipelineRun();
    const world = aBadCanary({ stopPipeline: async () => ({ stopped: [deploys], goesOn: [] }) });
    const situation = { ...withBadCanary(), pipeline: { state: 'known', value: { running: [deploys] } } } as const;
    const withGithub = { ...world, situation, entry: { ...world.entry, github: theGithub } };
    await withRollbacks(
      temporal,
      withGithub,
      async ({ start, calls, callsOf }) => {
        const report = await (await start()).report();
        expect(calls.map(({ activity }) => activity).filter((name) => whatChanges.test(name))).toEqual([
          'stopPipeline',
          'shiftTrafficToStable',
          'stopCanaryTasks',
        ]);
        expect(report).toMatchObject({ outcome: 'ROLLED_BACK', pipeline: { isStopped: true } });
        untouched(callsOf);
      },
      { keepAs: 'canary-pipeline-stopped' },
    );
  });
});
