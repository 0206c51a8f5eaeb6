import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import type { ScriptRun } from '../../activities/release-script-activities.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn } from '../support/a-situation.js';
import { followed, servesAsBefore } from '../support/a-world-that-moves.js';
import { scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';
import { attempts, ended, entry, nothing } from './a-script-night.js';

const temporal = temporalOfThisFile();
const good = scripted().activities;

describe('Method 2, when the release script does not do what it should', () => {
  it('that ends with exit 0 and changed nothing has failed: Method 3 does it', async () => {
    await withRollbacks(
      temporal,
      { entry, findScriptDeployment: nothing },
      async ({ start }) => {
        const report = await (await start()).report();
        expect(attempts(report)).toEqual(['script failed', 'ecs-task claimed']);
        expect(report.attempts[0]?.reason).toMatch(/exit 0, and ECS has no deployment to v1\.2\.2: .* changed nothing/);
        expect(report.outcome).toBe('ROLLED_BACK');
      },
      { keepAs: 'script-lied' },
    );
  });

  it.each<[string, Partial<ScriptRun>, string, RegExp]>([
    [
      'does not know its flags',
      { exitCode: 2, lines: ['usage: promote', 'error: unrecognized arguments: --emergency'] },
      'failed',
      /does not know the flags/,
    ],
    ['is killed', { exitCode: 137, lines: [] }, 'failed', /killed by signal 9/],
    [
      'vanishes with its host',
      { end: 'vanished', why: 'it is gone without an exit status' },
      'failed',
      /gone without an exit status/,
    ],
    [
      'does not end in its time',
      { end: 'out of time', why: 'it was stopped' },
      'out-of-time',
      /it was stopped, and ECS has no deployment/,
    ],
  ])('that %s hands to Method 3 with the reason', async (_, given, result, reason) => {
    const runReleaseScript: Activities['runReleaseScript'] = async () => ended(given);
    await withRollbacks(temporal, { entry, runReleaseScript, findScriptDeployment: nothing }, async ({ start }) => {
      const report = await (await start()).report();
      expect(attempts(report)).toEqual([`script ${result}`, 'ecs-task claimed']);
      expect(report.attempts[0]?.reason).toMatch(reason);
    });
  });

  it('whose deployment stalls under no other method goes on by itself when that gets on after all', async () => {
    let follows = 0;
    const followDeployment: Activities['followDeployment'] = async (input) => {
      follows += 1;
      if (follows > 1) return good.followDeployment(input);
      const lastProgressAt = new Date(Date.now() - 600_000).toISOString();
      return followed('out of time', '2 of 4 tasks on :121', { lastProgressAt });
    };
    const given = { entry, followDeployment, ...servesAsBefore() };
    await withRollbacks(temporal, given, async ({ start, callsOf }) => {
      const report = await (await start({ method: 'script' })).report();
      expect(attempts(report)).toEqual(['script out-of-time', 'script claimed']);
      expect(callsOf('runReleaseScript')).toHaveLength(1);
      expect(callsOf('followDeployment')[1]).toMatchObject({ once: true, until: 'restored' });
    });
  });

  it('whose deployment ECS has left again changed production, although it ended by itself', async () => {
    const script = { ...entry, policy: { methods: ['script' as const] } };
    const leftAgain: Activities['findScriptDeployment'] = async ({ release, historySeen, withinMs }) => {
      if (withinMs === 0) return { found: 'nothing' };
      expect(historySeen?.length).toBeGreaterThan(0);
      const { taskDefinition } = release;
      const why = 'ROLLBACK_SUCCESSFUL, the circuit breaker went back';
      return { found: 'left again', taskDefinition, createdAt: new Date().toISOString(), why, serves: arn(123) };
    };
    const runReleaseScript: Activities['runReleaseScript'] = async () => ended({ exitCode: 1, why: 'exit 1' });
    const given = { entry: script, runReleaseScript, findScriptDeployment: leftAgain };
    await withRollbacks(temporal, given, async ({ start }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for the operator');
      await run.say('decide', { by: 'ann', action: 'abort' });
      const report = await run.report();
      expect(report).toMatchObject({ outcome: 'ABORTED', change: 'made' });
      expect(report.attempts[0]?.reason).toMatch(/exit 1; ECS left its deployment .*circuit breaker went back/);
      expect(report.deployed?.map(({ to }) => to)).toEqual([arn(121), expect.any(String)]);
    });
  });

  it('that dies half way: the deployment it began is followed, and no other one is made', async () => {
    const runReleaseScript: Activities['runReleaseScript'] = async () => ended({ exitCode: 137, why: 'exit 137' });
    await withRollbacks(
      temporal,
      { entry, runReleaseScript },
      async ({ start, callsOf }) => {
        const report = await (await start()).report();
        expect(attempts(report)).toEqual(['script claimed']);
        expect(report.timeline.map(({ text }) => text)).toContain(
          'the release script did not end well (exit 137), and what it began is followed',
        );
        expect(callsOf('startEcsDeployment')).toEqual([]);
      },
      { keepAs: 'script-died-half-way' },
    );
  });

  it('whose deployment fails is settled first: the next method does not adopt it', async () => {
    let follows = 0;
    const followDeployment: Activities['followDeployment'] = async (input) => {
      follows += 1;
      return follows === 1 ? followed('failed', 'the circuit breaker ended it') : good.followDeployment(input);
    };
    await withRollbacks(temporal, { entry, followDeployment }, async ({ start, callsOf }) => {
      expect(attempts(await (await start()).report())).toEqual(['script failed', 'ecs-task claimed']);
      expect(callsOf('startEcsDeployment')).toEqual([expect.objectContaining({ givenUp: ['ecs-svc/of-the-script'] })]);
    });
  });

  const deployedAnother: Activities['findScriptDeployment'] = async () => ({
    found: 'another release',
    deploymentId: 'ecs-svc/wrong',
    release: { version: '1.1.0', taskDefinition: arn(110) },
  });

  it('that deployed something else is a question to the operator', async () => {
    await withRollbacks(temporal, { entry, findScriptDeployment: deployedAnother }, async ({ start }) => {
      const run = await start();
      const status = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(status.doing).toMatch(/ECS deploys v1\.1\.0 \(ecs-svc\/wrong\) and not v1\.2\.2/);
      await run.say('abort', { by: 'ann', reason: 'seen' });
      expect(await run.report()).toMatchObject({ outcome: 'ABORTED', change: 'made' });
    });
  });

  it('that deployed something else is left for the target by the method that a person decides', async () => {
    await withRollbacks(temporal, { entry, findScriptDeployment: deployedAnother }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === 'waiting for the operator');
      await run.say('decide', { by: 'ann', action: 'use-method', method: 'ecs-task' });
      expect(await run.report()).toMatchObject({ outcome: 'ROLLED_BACK', to: { taskDefinition: arn(121) } });
      expect(callsOf('startEcsDeployment')).toEqual([expect.objectContaining({ fromTaskDefinition: arn(110) })]);
    });
  });
});
