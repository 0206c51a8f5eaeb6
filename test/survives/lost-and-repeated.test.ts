import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../sandbox/processes/until.js';
import { post } from '../../sandbox/stage.js';
import { aStage, shortWatch, type TestStage } from '../support/a-stage.js';

const quickLook = { ...shortWatch, timings: { ...shortWatch.timings, escalationLook: '1 second' } };
const slow = { ...quickLook, timings: { ...quickLook.timings, watch: '20 minutes' } };

let stage: TestStage;
beforeAll(async () => {
  stage = await aStage({
    'applylens-api': shortWatch,
    throttled: shortWatch,
    terminated: slow,
    repeated: shortWatch,
    asked: { ...shortWatch, timings: { ...shortWatch.timings, gateSEV2: '24 hours' }, policy: { approvals: 1 } },
  });
}, 120_000);
afterAll(() => stage.end());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('an answer that is lost', () => {
  it('after UpdateService was applied: the deployment is adopted, not made again', { timeout: 90_000 }, async () => {
    const before = await stage.deployments('applylens-api');
    await stage.fault({ fault: 'drop-answer', operation: 'ecs:UpdateService' });
    await stage.ask('applylens-api');
    expect(await stage.report('applylens-api')).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect(await stage.deployments('applylens-api')).toBe(before + 1);
  });
});

describe('throttling', () => {
  it('of reads and of the change costs no method', { timeout: 90_000 }, async () => {
    await stage.fault({ fault: 'throttle', operation: 'ecs:UpdateService', times: 3 });
    await stage.fault({ fault: 'throttle', operation: 'ecs:DescribeServices', times: 4 });
    await stage.ask('throttled');
    const report = await stage.report('throttled');
    expect(report).toMatchObject({ outcome: 'ROLLED_BACK', attempts: [{ method: 'ecs-task', result: 'claimed' }] });
  });
});

describe('a run that is terminated in the middle', () => {
  it('is paged, frees the lock, and the next run takes its deployment over', { timeout: 120_000 }, async () => {
    await stage.ask('terminated');
    await stage.seen('terminated', ({ times }) => times.firstChangeAt !== undefined, 'its first change');
    const deployed = await stage.deployments('terminated');
    await stage.temporalClient.workflow.getHandle('rollback/prod/terminated').terminate('by mistake');
    const page = await until('no page came', 30_000, () => pageAbout('terminated'));
    expect(page).toMatch(/ended without a report/);
    await stage.ask('terminated', { target: { version: '1.2.1' } });
    const status = await stage.seen('terminated', ({ times }) => times.stableAt !== undefined, 'stable');
    expect([status.from?.version, status.to?.version]).toEqual(['1.2.2', '1.2.1']);
    const report = await stage.report('terminated');
    expect(report).toMatchObject({ outcome: 'ROLLED_BACK', settingsChanged: [{ putBackAt: expect.any(String) }] });
    expect(await stage.deployments('terminated')).toBe(deployed);
  });

  async function pageAbout(service: string): Promise<string | undefined> {
    const answer = await fetch(new URL('/incidents', stage.urls.paging));
    const { incidents } = (await answer.json()) as { incidents: readonly unknown[] };
    const found = incidents
      .map((incident) => JSON.stringify(incident))
      .find((text) => text.includes(`rollback/prod/${service}`));
    return found;
  }
});

describe('two rollbacks of one service in a row', () => {
  it('each end with a report of their own', { timeout: 120_000 }, async () => {
    await stage.ask('repeated');
    const first = await stage.report('repeated');
    await post(new URL('/deploy', stage.urls.control), { service: 'repeated-prod' });
    await stage.ask('repeated', { reason: 'the next release is bad too' });
    await stage.seen('repeated', ({ request }) => request.reason === 'the next release is bad too', 'the second run');
    const second = await stage.report('repeated');
    expect([first.outcome, second.outcome]).toEqual(['ROLLED_BACK', 'ROLLED_BACK']);
    expect(second.from?.version).toBe('1.2.3');
    expect(second.id).not.toBe(first.id);
    expect(second.passedOver.join()).toMatch(/held/);
  });
});

describe('a server that is killed right after it accepted', () => {
  it('loses nothing: the sender tries again, one rollback goes on, and the server started again tells of it', {
    timeout: 90_000,
  }, async () => {
    const url = new URL('/rollbacks', stage.urls.server);
    const request = { service: 'asked', environment: 'prod', reason: 'a test', requestId: 'sent-twice' };
    const unanswered = post(url, request, bearer(stage.tokens.developer)).catch(() => undefined);
    await stage.seen('asked', ({ phase }) => phase === 'waiting for approval', 'the gate');
    await stage.kill('server');
    await unanswered;
    await stage.startAgain('server');
    await post(url, request, bearer(stage.tokens.developer));
    const seen = await fetch(new URL('/rollbacks/prod/asked', stage.urls.server));
    expect(await seen.json()).toMatchObject({
      status: { phase: 'waiting for approval', request: { requestId: 'sent-twice' } },
    });
    await post(
      new URL('/rollbacks/prod/asked/reject', stage.urls.server),
      { comment: 'a test' },
      bearer(stage.tokens.developer),
    );
    expect(await stage.report('asked')).toMatchObject({ outcome: 'ABORTED' });
  });
});
