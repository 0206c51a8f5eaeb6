import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import type { ScriptRun } from '../../activities/release-script-activities.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn } from '../support/a-situation.js';
import { followed } from '../support/a-world-that-moves.js';
import { forEver, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;
const at = () => new Date().toISOString();
const entry = {
  script: {
    ssh: { destination: 'deploy@host' },
    folder: '/opt/scripts',
    application: ['python', 'promote_release.py', 'prod', '--from-commit', '{{commit}}'],
  },
  git: { pattern: 'prod-v*', folder: '/opt/scripts', remote: 'origin' },
};
const ended = (given: Partial<ScriptRun>): ScriptRun => ({
  end: 'exited',
  why: 'exit 0',
  isOver: true,
  lines: ['✅ Rollback complete!'],
  linesInAll: 1,
  file: 'deploy@host:~/output',
  ...given,
});
const nothing: Activities['findScriptDeployment'] = async () => ({ found: 'nothing' });
const attempts = ({ attempts: all }: { attempts: readonly { method: string; result: string }[] }) =>
  all.map(({ method, result }) => `${method} ${result}`);

/** As the activity does: a cancel stops the script, and how it ended then is answered. */
const runsUntilStopped: Activities['runReleaseScript'] = () =>
  forEver().catch(() => ended({ end: 'stopped', why: 'it was stopped' }));

describe('Method 2, where the catalogue has a release script', () => {
  it('runs it with the target’s commit, follows the deployment it made, and verifies as after every method', async () => {
    await withRollbacks(
      temporal,
      { entry },
      async ({ start, callsOf }) => {
        const run = await start();
        const report = await run.report();
        expect(report).toMatchObject({ outcome: 'ROLLED_BACK', method: 'script', change: 'made', settingsChanged: [] });
        expect(attempts(report)).toEqual(['script claimed']);
        expect(callsOf('runReleaseScript')).toEqual([
          expect.objectContaining({
            argv: ['python', 'promote_release.py', 'prod', '--from-commit', 'def456'],
            key: expect.stringMatching(/-script-1$/),
          }),
        ]);
        expect(callsOf('followDeployment')).toContainEqual(
          expect.objectContaining({ deploymentId: 'ecs-svc/of-the-script', until: 'restored' }),
        );
        expect(callsOf('startEcsDeployment')).toEqual([]);
        expect(report.timeline.map(({ text }) => text)).toEqual(
          expect.arrayContaining([
            'script: ✅ Rollback complete!',
            'release script: exit 0; its output is in deploy@host:~/output',
          ]),
        );
      },
      { keepAs: 'script' },
    );
  });

  it('is refused for its precondition, which the report names, and Method 3 does it at once', async () => {
    const checkReleaseScript: Activities['checkReleaseScript'] = async () => ({
      ready: false,
      why: 'no git tag for v1.2.2',
    });
    await withRollbacks(
      temporal,
      { entry, checkReleaseScript },
      async ({ start, callsOf }) => {
        const report = await (await start()).report();
        expect(attempts(report)).toEqual(['script refused', 'ecs-task claimed']);
        expect(report.attempts[0]?.reason).toBe('no git tag for v1.2.2');
        expect(callsOf('runReleaseScript')).toEqual([]);
      },
      { keepAs: 'script-refused' },
    );
  });

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

  it('that deployed something else is a question to the operator', async () => {
    const findScriptDeployment: Activities['findScriptDeployment'] = async () => ({
      found: 'another release',
      deploymentId: 'ecs-svc/wrong',
      release: { version: '1.1.0', taskDefinition: arn(110) },
    });
    await withRollbacks(temporal, { entry, findScriptDeployment }, async ({ start }) => {
      const run = await start();
      const status = await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(status.doing).toMatch(/ECS deploys v1\.1\.0 \(ecs-svc\/wrong\) and not v1\.2\.2/);
      await run.say('abort', { by: 'ann', reason: 'seen' });
      expect(await run.report()).toMatchObject({ outcome: 'ABORTED', change: 'made' });
    });
  });

  it('is stopped by an abort, and what it did by then is looked for', async () => {
    await withRollbacks(
      temporal,
      { entry, runReleaseScript: runsUntilStopped, findScriptDeployment: nothing },
      async ({ start, callsOf }) => {
        const run = await start();
        await run.until(() => callsOf('runReleaseScript').length === 1);
        await run.say('abort', { by: 'ann', reason: 'enough' });
        const report = await run.report();
        expect(report).toMatchObject({ outcome: 'ABORTED', change: 'none' });
        expect(report.headline).toMatch(/Nothing was changed/);
        expect(callsOf('findScriptDeployment')).toHaveLength(1);
        expect(callsOf('startEcsDeployment')).toEqual([]);
      },
      { keepAs: 'script-aborted' },
    );
  });

  it('is not stopped by a pause: what was begun goes on, and the next change waits', async () => {
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const runReleaseScript: Activities['runReleaseScript'] = async () => {
      await finished;
      return ended({ exitCode: 1, why: 'exit 1' });
    };
    await withRollbacks(
      temporal,
      { entry, runReleaseScript, findScriptDeployment: nothing },
      async ({ start, callsOf }) => {
        const run = await start();
        await run.until(() => callsOf('runReleaseScript').length === 1);
        await run.say('pause', { by: 'ann', reason: 'let me see' });
        finish();
        await run.until(({ waiting }) => waiting?.what === 'resume');
        expect(callsOf('startEcsDeployment')).toEqual([]);
        await run.say('abort', { by: 'ann', reason: 'seen' });
        expect((await run.report()).outcome).toBe('ABORTED');
      },
    );
  });

  it('is begun under the same key when its activity is tried again', async () => {
    let tries = 0;
    const runReleaseScript: Activities['runReleaseScript'] = async () => {
      tries += 1;
      if (tries === 1) throw ApplicationFailure.retryable('this worker stops', 'NotYet');
      return ended({ exitCode: 0 });
    };
    await withRollbacks(temporal, { entry, runReleaseScript }, async ({ start, callsOf }) => {
      await (await start()).report();
      const keys = callsOf('runReleaseScript').map((input) => (input as { key: string }).key);
      expect(keys).toHaveLength(2);
      expect(new Set(keys).size).toBe(1);
    });
  });

  it('alone, when asked for alone: failed is a question to the operator, and retry is another run of it', async () => {
    let finds = 0;
    const findScriptDeployment: Activities['findScriptDeployment'] = async (input) => {
      finds += 1;
      return finds === 1 ? { found: 'nothing' } : good.findScriptDeployment(input);
    };
    await withRollbacks(temporal, { entry, findScriptDeployment }, async ({ start, callsOf }) => {
      const run = await start({}, 'scriptRollback');
      await run.until(({ phase }) => phase === 'waiting for the operator');
      expect(callsOf('startEcsDeployment')).toEqual([]);
      await run.say('decide', { by: 'ann', action: 'retry' });
      expect(attempts(await run.report())).toEqual(['script failed', 'script claimed']);
      const keys = callsOf('runReleaseScript').map((input) => (input as { key: string }).key);
      expect(keys).toEqual([expect.stringMatching(/-script-1$/), expect.stringMatching(/-script-2$/)]);
    });
  });

  it('waits for credentials that every method needs, and goes on by itself once they work', async () => {
    let asked = 0;
    const checkReleaseScript: Activities['checkReleaseScript'] = async (input) => {
      asked += 1;
      if (asked === 1) throw ApplicationFailure.nonRetryable('GetCallerIdentity: ExpiredToken', 'AwsCredentials');
      return good.checkReleaseScript(input);
    };
    await withRollbacks(
      temporal,
      { entry, checkReleaseScript, awsAnswers: async () => undefined },
      async ({ start }) => {
        const report = await (await start()).report();
        expect(report).toMatchObject({ outcome: 'ROLLED_BACK', method: 'script' });
        expect(Date.parse(report.times.closedAt ?? at())).toBeGreaterThan(0);
      },
    );
  });
});
