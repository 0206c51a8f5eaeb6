import { describe, expect, it } from 'vitest';
import { withRollbacks } from '../support/a-rollback-service.js';
import { anEntry, arn } from '../support/a-situation.js';
import { noEvidence } from '../support/good-answers.js';
import { refusedBecause, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const good = scripted().activities;
const waits = 'waiting for the operator';
const at = () => new Date().toISOString();
const key = '/applylens/prod/GMAIL_TOKEN_KEY';
const { parameters, logs } = anEntry({ parameters: { path: '/applylens/prod/' }, logs: { group: '/aws/ecs/api' } });
const entry = { ...(parameters && { parameters }), ...(logs && { logs }) };

const failsToStart: typeof good.followDeployment = async (input) =>
  input.until === 'restored'
    ? {
        end: 'failed',
        at: at(),
        why: 'Deployment ecs-svc/ours failed: tasks failed to start',
        serving: [],
        lastProgressAt: at(),
      }
    : good.followDeployment(input);
const missing: typeof good.gatherEvidence = async () => ({
  ...noEvidence(at()),
  parameters: {
    state: 'known',
    value: { needed: 1, below: 2, missing: [{ name: key, variable: 'GMAIL_TOKEN_KEY' }], changed: [], elsewhere: [] },
  },
});
const sentence = `v1.2.2 is started with ${key}, which the parameter store does not have`;

describe('a target whose tasks do not come up', () => {
  it('is asked about with its likely cause on the card and in the page, and what hindered it stays in the report', async () => {
    let hinders = true;
    const followDeployment: typeof good.followDeployment = (input) =>
      hinders ? failsToStart(input) : good.followDeployment(input);
    await withRollbacks(
      temporal,
      { entry, followDeployment, gatherEvidence: missing },
      async ({ start, callsOf }) => {
        const run = await start();
        const status = await run.until(({ phase }) => phase === waits);
        expect(status.diagnosis?.causes[0]).toMatchObject({ kind: 'parameter missing', sentence });
        expect(callsOf('gatherEvidence')).toMatchObject([{ taskDefinition: arn(121), servesAlone: false }]);
        await expect
          .poll(() => callsOf('page'))
          .toMatchObject([{ summary: expect.stringContaining(`Likely cause: ${sentence}`) }]);
        hinders = false;
        await run.say('decide', { by: 'ann', action: 'retry' });
        const report = await run.report();
        expect([report.outcome, report.diagnosis?.causes[0]?.sentence]).toEqual(['ROLLED_BACK', sentence]);
      },
      { keepAs: 'diagnosed' },
    );
  });

  it('is asked about all the same when nothing can be read, and nothing is made up', async () => {
    const gatherEvidence = async () => refusedBecause('AwsCredentials', 'the token is expired');
    await withRollbacks(temporal, { followDeployment: failsToStart, gatherEvidence }, async ({ start }) => {
      const run = await start();
      const { diagnosis } = await run.until(({ phase }) => phase === waits);
      expect(diagnosis?.causes).toEqual([]);
      expect(diagnosis?.lookedAt).toContainEqual({
        source: 'stopped tasks',
        state: 'unknown',
        found: 'unknown: the token is expired',
      });
      await run.say('decide', { by: 'ann', action: 'abort' });
      await run.say('abort', { by: 'ann', reason: 'enough' }).catch(() => undefined);
      await run.report();
    });
  });
});

describe('production that stays bad on the target', () => {
  it('is told with its cause elsewhere, and ends as NOT_RECOVERED with the evidence', async () => {
    const gatherEvidence: typeof good.gatherEvidence = async () => ({
      ...noEvidence(at()),
      logs: {
        state: 'known',
        value: {
          errors: [
            {
              text: "'503 Service Unavailable' for url 'https://mail.example/v1'",
              times: 40,
              tasks: 4,
              of: 'the target',
              firstAt: at(),
              lastAt: at(),
            },
          ],
          lines: 40,
          toTheEnd: true,
        },
      },
    });
    const watchRecovery = async () =>
      ({
        verdict: 'not recovered',
        checks: [{ name: 'Error rate', verdict: 'failed', evidence: 'errors 8.9 %' }],
      }) as const;
    await withRollbacks(
      temporal,
      { entry, gatherEvidence, watchRecovery },
      async ({ start, callsOf }) => {
        const run = await start();
        await run.until(({ phase }) => phase === waits);
        await run.say('decide', { by: 'ann', action: 'proceed' });
        const report = await run.report();
        expect(report.outcome).toBe('NOT_RECOVERED');
        expect(report.diagnosis).toMatchObject({
          causes: [{ kind: 'dependency', sentence: 'v1.2.2 is answered 503 by https://mail.example' }],
          conclusion: 'the release we left was not the cause, or not alone',
        });
        expect(callsOf('gatherEvidence')).toMatchObject([{ servesAlone: true }]);
      },
      { keepAs: 'diagnosed-not-recovered' },
    );
  });
});

describe('trouble that says its cause itself', () => {
  it('is not looked into: nothing was changed, or AWS refuses the worker', async () => {
    const startEcsDeployment = async () => refusedBecause('AwsCredentials', 'AWS says ExpiredToken');
    await withRollbacks(temporal, { startEcsDeployment }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(({ phase }) => phase === waits);
      await run.say('abort', { by: 'ann', reason: 'enough' });
      expect((await run.report()).diagnosis).toBeUndefined();
      expect(callsOf('gatherEvidence')).toEqual([]);
    });
  });
});
