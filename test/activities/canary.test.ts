// Method 4's activities against the simulated AWS: what is written, what is kept, and what is read after an answer was lost.
import { DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsAccess, createAwsAccess } from '../../activities/aws-clients.js';
import { giveCanaryTraffic, raiseCanaryTasks } from '../../activities/canary-give-back.js';
import { lookAtCanary, readCanary } from '../../activities/canary-look.js';
import { noRequests } from '../../activities/canary-requests.js';
import { shiftTrafficToStable } from '../../activities/canary-shift.js';
import { restoreCanaryScaling, stopCanaryTasks } from '../../activities/canary-stop.js';
import { forgetCanary } from '../../activities/canary-tags.js';
import { canaryNow, hasNoTraffic, type SeenCanary } from '../../src/canary.js';
import { canaryChecks } from '../../src/canary-checks.js';
import { weightsOf } from '../../src/canary-forwards.js';
import { formerOf } from '../../src/canary-undo.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import { canaryEvidence } from '../../src/plan/canary-evidence.js';
import { aSandbox, type CheckedSandbox, until } from '../support/a-sandbox.js';
import { anEntry } from '../support/an-entry.js';

const run = { workflowId: 'rollback/prod/applylens-api', runId: 'r1', runKey: 'r1' };
const name = 'applylens-api-canary-prod';
let sandbox: CheckedSandbox;
let aws: AwsAccess;
let entry: CatalogueEntry;
let before: SeenCanary;

const signal = () => AbortSignal.timeout(8_000);
const read = () => readCanary(aws.of(entry), entry, signal());
const calls = (operation: string) => sandbox.aws.calls.list(operation);

beforeAll(async () => {
  sandbox = await aSandbox({ scenario: 'canary-bad', requestsPerSecond: 60 });
  aws = createAwsAccess();
  entry = anEntry({
    kind: 'simulation',
    aws: { region: 'us-east-1', endpoint: sandbox.urls.aws },
    canary: { service: name, targetGroup: name },
    timings: { errorRateMinute: 2_000, errorRateFor: 10_000, propagation: 4_000 },
  });
  before = await read();
});
afterAll(async () => {
  aws?.close();
  await sandbox?.stop();
});

describe('a look at a canary', () => {
  it('sees its share of each rule, its release, its tasks and what scales it', () => {
    expect(before).toMatchObject({
      service: name,
      status: 'ACTIVE',
      release: { version: '1.2.3' },
      desired: 1,
      running: 1,
      scaling: { state: 'known', value: { in: false, out: false, scheduled: false } },
      scalingOwed: false,
    });
    expect(before.forwards.map((each) => [each.isDefault, weightsOf(each).map(({ weight }) => weight)])).toEqual([
      [false, [90, 10]],
      [true, [90, 10]],
    ]);
    expect(canaryNow(before).share).toBe(0.1);
  });

  it('finds by the load balancer’s own counts that the trouble is confined to it', { timeout: 60_000 }, async () => {
    const evidence = await until(
      async () => canaryEvidence(await lookAtCanary(aws.of(entry), entry, signal()), entry),
      ({ confined }) => confined,
      { within: 50_000, every: 500 },
    );
    expect(evidence.words).toMatch(/^the canary fails \d\d % of \d+ requests, all else 0 % of/);
  });

  it('is not connected where the catalogue names none', async () => {
    const { canary: _, ...without } = entry;
    expect(await lookAtCanary(aws.of(without), without, signal())).toEqual({ state: 'not connected' });
  });
});

describe('a canary’s traffic', () => {
  it('goes to 0 in every rule with the other weights kept, though two answers are lost', async () => {
    sandbox.aws.faults.add({ fault: 'drop-answer', operation: 'elasticloadbalancing:ModifyRule' });
    sandbox.aws.faults.add({ fault: 'drop-answer', operation: 'elasticloadbalancing:ModifyListener' });
    const shifted = await shiftTrafficToStable({ aws })({ entry, run });
    expect(shifted).toMatchObject({ changed: before.forwards.map((each) => each.name), redone: 0 });
    const after = await read();
    expect(after.forwards.map((each) => weightsOf(each).map(({ weight }) => weight))).toEqual([
      [90, 0],
      [90, 0],
    ]);
    expect(hasNoTraffic(after)).toBe(true);
    expect(after.unfinished).toMatchObject({ runKey: 'r1' });
    expect(calls('elasticloadbalancing:ModifyRule')).toHaveLength(1);
    expect(calls('elasticloadbalancing:ModifyListener')).toHaveLength(1);
  });

  it('is left alone when it is asked for again', async () => {
    expect(await shiftTrafficToStable({ aws })({ entry, run })).toMatchObject({ changed: [], redone: 0 });
    expect(calls('elasticloadbalancing:ModifyRule')).toHaveLength(1);
  });

  it('is counted as none by the load balancer, in a whole minute', { timeout: 30_000 }, async () => {
    const shiftedAt = new Date().toISOString();
    const seen = await read();
    const ask = () => noRequests(aws.of(entry), { entry, shiftedAt }, shiftedAt, seen);
    const check = await until(ask, ({ verdict }) => verdict === 'passed', { within: 25_000, every: 250 });
    expect(check.evidence).toContain('counted no request to the canary in the minute from');
  });

  it('without a count is given the time that a change takes to reach every node', async () => {
    for (const operation of ['monitoring:GetMetricData', 'cloudwatch:GetMetricData'])
      sandbox.aws.faults.add({ fault: 'error', operation, code: 'AccessDenied', status: 403, times: 2 });
    const ask = (ago: number) => {
      const shiftedAt = new Date(Date.now() - ago).toISOString();
      return noRequests(aws.of(entry), { entry, shiftedAt }, shiftedAt, before);
    };
    expect(await ask(0)).toMatchObject({ verdict: 'not yet' });
    expect(await ask(5_000)).toMatchObject({
      verdict: 'not configured',
      evidence: expect.stringMatching(/^its count could not be read: waited 4 s/),
    });
  });
});

describe('a canary’s tasks', () => {
  it('are stopped with its scaling suspended, which is marked first', async () => {
    const scaling = { in: false, out: false, scheduled: false };
    sandbox.aws.faults.add({ fault: 'drop-answer', operation: 'ecs:UpdateService' });
    const stop = () => stopCanaryTasks({ aws })({ entry, scaling });
    await expect(stop()).rejects.toMatchObject({ type: 'AwsUnavailable' });
    expect(await stop()).toMatchObject({ desiredBefore: 0, suspended: true });
    expect(calls('ecs:UpdateService')).toHaveLength(1);
    expect(await read()).toMatchObject({ desired: 0, scalingOwed: true, scaling: { value: scaling } });
  });

  it('leave its scaling as it was, with its range', async () => {
    await restoreCanaryScaling({ aws })({ entry, scaling: { in: false, out: false, scheduled: false } });
    await forgetCanary({ aws })({ entry });
    const { ScalableTargets } = await aws
      .of(entry)
      .applicationAutoScaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }));
    expect(ScalableTargets).toMatchObject([
      {
        MinCapacity: 1,
        MaxCapacity: 4,
        SuspendedState: {
          DynamicScalingInSuspended: false,
          DynamicScalingOutSuspended: false,
          ScheduledScalingSuspended: false,
        },
      },
    ]);
    const seen = await until(read, ({ targets }) => targets === 0, { every: 1_000 });
    expect([seen.scalingOwed, seen.unfinished]).toEqual([false, undefined]);
    expect(canaryChecks(seen).map(({ verdict }) => verdict)).toEqual(['passed', 'passed']);
  });

  it('are not stopped while somebody gives it traffic again: that would be answered with 503', async () => {
    const [rule] = before.forwards;
    const { writeActions } = await import('../../activities/elastic-load-balancing-rules.js');
    if (rule === undefined) throw new Error('the canary has a rule');
    await writeActions(aws.of(entry).changingElasticLoadBalancing, rule, rule.actions, signal());
    const updates = calls('ecs:UpdateService').length;
    expect(await stopCanaryTasks({ aws })({ entry, scaling: 'none' })).toMatchObject({ not: 'raised again' });
    expect(calls('ecs:UpdateService')).toHaveLength(updates);
  });
});

describe('a canary that is given back', () => {
  const asking = () => ({ entry, former: formerOf(before, undefined) });
  const giveBack = () => giveCanaryTraffic({ aws })(asking());
  const raise = () => raiseCanaryTasks({ aws })({ ...asking(), run, undoes: 'req-1' });

  it('gets no traffic before it has its tasks', async () => {
    expect(await giveBack()).toMatchObject({ not: 'refused', why: expect.stringContaining('its tasks are not there') });
  });

  it('gets its tasks once, though the answer is lost', async () => {
    const updates = calls('ecs:UpdateService').length;
    sandbox.aws.faults.add({ fault: 'drop-answer', operation: 'ecs:UpdateService' });
    await expect(raise()).rejects.toMatchObject({ type: 'AwsUnavailable' });
    expect(await raise()).toMatchObject({ desiredBefore: 1, changed: false });
    expect(calls('ecs:UpdateService')).toHaveLength(updates + 1);
    expect((await read()).unfinished).toMatchObject({ runKey: 'r1', undoes: 'req-1' });
    await until(read, ({ healthy }) => healthy === 1, { every: 1_000 });
  });

  it('gets its former weight and stickiness in every rule once, though the answer is lost', async () => {
    const changes = calls('elasticloadbalancing:ModifyListener').length;
    sandbox.aws.faults.add({ fault: 'drop-answer', operation: 'elasticloadbalancing:ModifyListener' });
    expect(await giveBack()).toMatchObject({ changed: [before.forwards[1]?.name], redone: 0 });
    expect((await read()).forwards).toEqual(before.forwards);
    expect(calls('elasticloadbalancing:ModifyListener')).toHaveLength(changes + 1);
  });
});

it("kept to AWS's service models in every exchange", () => {
  // What the injected faults answered is in no model.
  expect(sandbox.violations.filter((line) => !line.includes('AccessDenied'))).toEqual([]);
});
