import { describe, expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import type { Report } from '../../src/report.js';
import { aBadCanary } from '../support/a-bad-canary.js';
import { canaryWithout, withBadCanary } from '../support/a-canary.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { type Script, type Scripted, scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
const good = scripted().activities;
const runKey = '0198c0de-0000-7000-8000-000000000001';
type Seen = Awaited<ReturnType<Activities['describeRollback']>>;
const closed = { status: 'COMPLETED', failingWorkflowTaskAttempts: 0, outcome: 'ROLLED_BACK' } as const;
const asks = { policy: { approvals: 1 } };

/** What the marked rollback made PRIMARY, with its breaker off. */
async function marked() {
  const at = new Date().toISOString();
  const seen = await good.lookAround({} as never);
  const [primary] = seen.service.deployments;
  if (primary === undefined) throw new Error('the night has no deployment');
  const taskDefinition = primary.taskDefinition.replace(/\d+$/, '121');
  const deployments = [{ ...primary, id: 'ecs-svc/marked', taskDefinition, createdAt: at }];
  const settings = { ...seen.service.settings, circuitBreaker: { enable: true, rollback: false } };
  const unfinished = { runKey, from: 124, to: 121, at, breakerRollback: true, alarms: 'off' as const };
  return { ...seen, service: { ...seen.service, taskDefinition, deployments, settings, unfinished } };
}

const afterMark = (seen: Seen): Script => ({
  entry: asks,
  lookAround: marked,
  describeRollback: async () => seen,
  readServing: async () => ({ service: (await marked()).service, serving: [] }),
});

/** Begun, and ended by a person before its first change. */
const aborted = (script: Script, judge: (report: Report, callsOf: Scripted['callsOf']) => void): Promise<void> =>
  withRollbacks(temporal, script, async ({ start, callsOf }) => {
    const run = await start();
    await run.until(({ phase }) => phase.startsWith('waiting'));
    await run.say('abort', { by: 'bob', reason: 'no' });
    judge(await run.report(), callsOf);
  });

describe('a mark on the service', () => {
  it('of a rollback that has closed is not taken over, but taken away', async () => {
    await aborted(afterMark(closed), (report, callsOf) => {
      const asked = { workflowId: 'rollback/prod/applylens-api', runId: runKey };
      expect(callsOf('describeRollback')[0]).toEqual(asked);
      expect(report).toMatchObject({ outcome: 'ABORTED', change: 'none', settingsChanged: [] });
      expect(report.timeline.map(({ text }) => text)).toContain(
        'the tag runback:run is of a rollback that has closed: nothing of it is taken over',
      );
      expect(callsOf('forgetRun').length).toBeGreaterThan(0);
    });
  });

  it.each<[string, Seen]>([
    ['closed and could not put everything back', { ...closed, owes: true }],
    ['was terminated', { status: 'TERMINATED', failingWorkflowTaskAttempts: 0 }],
    ['is not known to Temporal any more', { status: 'NOT_FOUND', failingWorkflowTaskAttempts: 0 }],
  ])('of a rollback that %s is taken over', async (_, seen) => {
    await aborted(afterMark(seen), (report) => {
      expect(report).toMatchObject({ outcome: 'ABORTED', change: 'made' });
      expect(report.settingsChanged).toMatchObject([{ setting: 'circuit breaker rollback' }]);
    });
  });
});

describe('a mark on the canary’s service', () => {
  it('of a rollback that has closed sends nobody to the canary', async () => {
    const unfinished = { runKey, at: new Date().toISOString() };
    const canary = { state: 'known', value: canaryWithout({ unfinished }) } as const;
    const script = { ...aBadCanary(), situation: { ...withBadCanary(), canary }, describeRollback: async () => closed };
    await withRollbacks(temporal, { ...script, entry: { ...script.entry, ...asks } }, async ({ start, callsOf }) => {
      const run = await start();
      await run.until(() => callsOf('forgetCanary').length > 0);
      const { canary: shown } = await run.until(({ phase }) => phase.startsWith('waiting'));
      expect(shown).toBeUndefined();
      await run.say('abort', { by: 'ann', reason: 'seen' });
      await run.report();
      expect(callsOf('shiftTrafficToStable')).toEqual([]);
    });
  });
});
