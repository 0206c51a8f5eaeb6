import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { reportMarkdown } from '../../src/report-markdown.js';
import { texts, withRollbacks } from '../support/a-rollback-service.js';
import { arn } from '../support/a-situation.js';
import { aWorldThatMoves, type Follow, followed } from '../support/a-world-that-moves.js';
import { forEver, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';
import { attempts, ended, entry, nothing } from './a-script-night.js';

const temporal = temporalOfThisFile();
const good = scripted().activities;
const lostSince = '2026-11-23T03:05:00.000Z';
const mayRun = 'deploy@host is not reached since 03:05 UTC, the script may still run there: timed out';
const lost = () => ended({ end: 'not reached', why: mayRun, isOver: false, lostSince });
const outOfTime = () =>
  ended({ end: 'out of time', why: 'deploy@host was not reached to stop it: it may still run there', isOver: false });

describe('the release script, while its host is lost', () => {
  it('is asked for again under its key until it is known how it ended', async () => {
    let asked = 0;
    let isBack: (() => void) | undefined;
    const back = new Promise<void>((resolve) => {
      isBack = resolve;
    });
    const runReleaseScript: Activities['runReleaseScript'] = async () => {
      asked += 1;
      if (asked < 3) return lost();
      await back;
      return ended({ exitCode: 0 });
    };
    const findScriptDeployment: Activities['findScriptDeployment'] = async (input) =>
      input.withinMs === 0 ? { found: 'nothing' } : good.findScriptDeployment(input);
    await withRollbacks(
      temporal,
      { entry, runReleaseScript, findScriptDeployment },
      async ({ start, callsOf }) => {
        const run = await start();
        const status = await run.until(() => asked === 3);
        expect(status.doing).toBe(mayRun);
        expect(callsOf('startEcsDeployment')).toEqual([]);
        isBack?.();
        const report = await run.report();
        expect(attempts(report)).toEqual(['script claimed']);
        const calls = callsOf('runReleaseScript') as { key: string; lostSince?: string }[];
        expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
        expect(calls.map((call) => call.lostSince)).toEqual([undefined, lostSince, lostSince]);
        const said = report.timeline.filter(({ text }) => text.includes('it is asked again until'));
        expect(said).toHaveLength(1);
      },
      { keepAs: 'script-lost' },
    );
  });

  it('is judged by ECS meanwhile: what it deployed is followed at once', async () => {
    const runReleaseScript: Activities['runReleaseScript'] = async () => lost();
    await withRollbacks(temporal, { entry, runReleaseScript }, async ({ start, callsOf }) => {
      expect(attempts(await (await start()).report())).toEqual(['script claimed']);
      expect(callsOf('runReleaseScript')).toHaveLength(1);
    });
  });
});

describe('a release script that is not known to be over at the end of its time', () => {
  const unsettled = { entry, runReleaseScript: async () => outOfTime(), findScriptDeployment: nothing };

  it('goes to the same release, which is said, and the next method goes on', async () => {
    await withRollbacks(temporal, unsettled, async ({ start }) => {
      const report = await (await start()).report();
      expect([report.outcome, attempts(report)]).toEqual(['ROLLED_BACK', ['script out-of-time', 'ecs-task claimed']]);
      expect(texts(report)).toContain('the script may still run on deploy@host; it goes to the same release, v1.2.2');
      expect(reportMarkdown(report)).toMatch(
        /out-of-time.* the script may still run there and goes to the same release/,
      );
    });
  });

  it('is nobody else when it deploys that build late, by a task definition of its own', async () => {
    let overtaken = false;
    const findScriptDeployment: Activities['findScriptDeployment'] = async () =>
      overtaken
        ? {
            found: 'target',
            deploymentId: 'ecs-svc/late',
            taskDefinition: arn(125),
            createdAt: new Date().toISOString(),
          }
        : { found: 'nothing' };
    const followDeployment = async (input: Follow) => {
      if (overtaken) return good.followDeployment(input);
      overtaken = true;
      const takenOverBy = { deploymentId: 'ecs-svc/late', taskDefinition: arn(125) };
      return followed('taken over', 'PRIMARY is now ecs-svc/late of :125', { takenOverBy });
    };
    await withRollbacks(
      temporal,
      { ...unsettled, findScriptDeployment, followDeployment },
      async ({ start, callsOf }) => {
        const report = await (await start()).report();
        expect(report.outcome).toBe('ROLLED_BACK');
        expect(texts(report)).toContain(
          'the release script deployed the same release after all: following ecs-svc/late',
        );
        expect(callsOf('startEcsDeployment')).toHaveLength(1);
      },
    );
  });

  it('is asked about where no other method is left, and the run goes on by itself when its host is back', async () => {
    let isBack = false;
    const runReleaseScript: Activities['runReleaseScript'] = async () =>
      isBack ? ended({ exitCode: 0 }) : outOfTime();
    const findScriptDeployment: Activities['findScriptDeployment'] = async (input) =>
      isBack ? good.findScriptDeployment(input) : { found: 'nothing' };
    const releaseScriptMended: Activities['releaseScriptMended'] = async () => {
      isBack = true;
    };
    const world = { entry, runReleaseScript, findScriptDeployment, releaseScriptMended };
    await withRollbacks(temporal, world, async ({ start }) => {
      const report = await (await start({}, 'scriptRollback')).report();
      expect(attempts(report)).toEqual(['script out-of-time', 'script claimed']);
    });
  });

  it('is ended before an undo, and paged and kept in sight where that fails', async () => {
    const { script } = aWorldThatMoves();
    let ends = 0;
    const runReleaseScript: Activities['runReleaseScript'] = async (input) => {
      if (input.ends !== true) return outOfTime();
      ends += 1;
      return ends === 1 ? outOfTime() : ended({ end: 'vanished', why: 'it is gone' });
    };
    const world = { ...script, ...unsettled, runReleaseScript, watchRecovery: forEver };
    await withRollbacks(temporal, world, async ({ start, calls, callsOf }) => {
      const run = await start();
      await run.until(({ times }) => times.stableAt !== undefined);
      await run.say('decide', { by: 'ann', action: 'undo' });
      const report = await run.report();
      expect(report.headline).toMatch(/^Undone by ann/);
      const order = calls.map(({ activity }) => activity).filter((name) => /runReleaseScript|startEcs/.test(name));
      expect(order).toEqual([
        ...['runReleaseScript', 'startEcsDeployment'],
        ...['runReleaseScript', 'startEcsDeployment', 'runReleaseScript'],
      ]);
      expect(JSON.stringify(callsOf('page'))).toContain(
        'The release script may still run on deploy@host and deploy v1.2.2 over us: end it there',
      );
      expect(texts(report)).toContain('release script: it is gone');
    });
  });
});
