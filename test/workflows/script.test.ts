import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';
import { attempts, ended, entry, nothing, runsUntilStopped } from './a-script-night.js';

const temporal = temporalOfThisFile();
const good = scripted().activities;
const at = () => new Date().toISOString();

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

  it('is not run again for what it has begun already, when that could not be read before', async () => {
    let finds = 0;
    const findScriptDeployment: Activities['findScriptDeployment'] = async (input) => {
      finds += 1;
      if (finds === 1) throw ApplicationFailure.nonRetryable('DescribeServices: ExpiredToken', 'AwsCredentials');
      return good.findScriptDeployment(input);
    };
    const world = { entry, findScriptDeployment, awsAnswers: async () => undefined };
    await withRollbacks(
      temporal,
      world,
      async ({ start, callsOf }) => {
        const report = await (await start()).report();
        expect(attempts(report)).toEqual(['script failed', 'script claimed']);
        expect(callsOf('runReleaseScript')).toHaveLength(1);
      },
      { keepAs: 'script-not-run-again' },
    );
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
