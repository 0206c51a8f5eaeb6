// What the world around does to a rollback: answers lost, requests throttled, runs terminated, releases deployed again, a server that dies.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../sandbox/processes/until.js';
import { post } from '../../sandbox/stage.js';
import { rollbackId } from '../../src/identifiers.js';
import { aDelivery, anAlert } from '../server/fixtures/alerts.js';
import { aStage, shortWatch, type TestStage } from '../support/a-stage.js';

const eager = { ...shortWatch, timings: { ...shortWatch.timings, escalationLook: '1 second', poll: '1 second' } };
const alerted = { answered: shortWatch, unanswered: shortWatch, unheard: shortWatch };

let stage: TestStage;
let deploymentsBefore: number;
beforeAll(async () => {
  // A deployment half way would be taken back by ECS itself: here each rollback is one of our own.
  const repeated = { ...shortWatch, policy: { methods: ['ecs-task'] } };
  const others = { throttled: shortWatch, terminated: eager, repeated };
  stage = await aStage({ 'applylens-api': shortWatch, ...others, ...alerted });
  deploymentsBefore = await stage.deployments('applylens-api');
}, 120_000);
afterAll(() => stage?.end());

describe.concurrent('an answer that is lost', () => {
  it('after UpdateService was applied: the deployment is adopted, not made again', { timeout: 120_000 }, async () => {
    await stage.fault({ fault: 'drop-answer', operation: 'ecs:UpdateService', about: 'applylens-api-prod' });
    await stage.ask('applylens-api');
    expect(await stage.report('applylens-api')).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect(await stage.changes('applylens-api')).toMatchObject([{ outcome: 'answer dropped' }]);
    expect(await stage.deployments('applylens-api')).toBe(deploymentsBefore + 1);
  });
});

describe.concurrent('throttling', () => {
  it('of reads and of the change costs no method', { timeout: 120_000 }, async () => {
    const throttled = { fault: 'throttle', about: 'throttled-prod' };
    await stage.fault({ ...throttled, operation: 'ecs:DescribeServices', times: 6 });
    await stage.fault({ ...throttled, operation: 'elasticloadbalancing:DescribeTargetHealth', times: 4 });
    await stage.fault({ ...throttled, operation: 'ecs:UpdateService', times: 3 });
    await stage.ask('throttled');
    expect(await stage.report('throttled')).toMatchObject({
      outcome: 'ROLLED_BACK',
      attempts: [{ method: 'ecs-task', result: 'claimed' }],
    });
    const refused = (await stage.calls('ecs:UpdateService', 'throttled')).filter(({ applied }) => !applied);
    expect(refused.map(({ outcome }) => outcome)).toEqual(Array(3).fill('ThrottlingException'));
    expect(await stage.changes('throttled')).toHaveLength(1);
  });
});

describe.concurrent('a run that is terminated in the middle', () => {
  it('is paged, its follower stops, and the next run takes its deployment over', { timeout: 180_000 }, async () => {
    await stage.ask('terminated');
    await stage.seen('terminated', ({ times }) => times.firstChangeAt !== undefined, 'its first change');
    const unread = { fault: 'throttle', operation: 'ecs:DescribeServices', about: 'terminated-prod', times: 1_000 };
    await stage.fault(unread);
    await stage.temporalClient.workflow.getHandle('rollback/prod/terminated').terminate('by mistake');
    expect(await until('no page came', 30_000, () => pageAbout('terminated'))).toMatch(/ended without a report/);
    await untilNobodyPolls('terminated');
    await stage.clearFaults('terminated');
    expect(stage.stored('terminated')).toEqual([]);
    await stage.ask('terminated', { target: { version: '1.2.1' } });
    const report = await stage.report('terminated');
    expect(report).toMatchObject({
      outcome: 'ROLLED_BACK',
      from: { version: '1.2.2' },
      to: { version: '1.2.1' },
      settingsChanged: [{ putBackAt: expect.any(String) }],
    });
    expect(stage.stored('terminated')).toHaveLength(2);
    expect(await stage.changes('terminated')).toHaveLength(1);
    expect(await stage.deployments('terminated')).toBe(deploymentsBefore + 1);
  });

  async function pageAbout(service: string): Promise<string | undefined> {
    const answer = await fetch(new URL('/incidents', stage.urls.paging));
    const { incidents } = (await answer.json()) as { incidents: readonly unknown[] };
    return incidents.map((incident) => JSON.stringify(incident)).find((text) => text.includes(rollbackOf(service)));
  }

  // A follower whose polls fail asks again after ten seconds at the latest.
  async function untilNobodyPolls(service: string): Promise<void> {
    let last = { polls: 0, since: Date.now() };
    await until(`${service} is still polled`, 60_000, async () => {
      const { length: polls } = await stage.calls('ecs:DescribeServices', service);
      if (polls !== last.polls) last = { polls, since: Date.now() };
      return Date.now() - last.since > 12_000 ? true : undefined;
    });
  }
});

describe.concurrent('two rollbacks of one service in a row', () => {
  it('each end with a report of their own', { timeout: 180_000 }, async () => {
    await stage.deploy('repeated');
    await stage.ask('repeated');
    const first = await stage.report('repeated');
    await stage.deploy('repeated');
    await stage.ask('repeated', { reason: 'it was deployed again' });
    const second = await stage.report('repeated');
    for (const report of [first, second]) {
      expect(report).toMatchObject({ outcome: 'ROLLED_BACK', from: { version: '1.2.3' }, to: { version: '1.2.2' } });
    }
    expect(second.from?.taskDefinition).not.toBe(first.from?.taskDefinition);
    expect(second.passedOver.join()).toMatch(/held/);
    expect(second.id).not.toBe(first.id);
    expect(stage.stored('repeated')).toHaveLength(4);
    expect(await stage.changes('repeated')).toHaveLength(2);
  });
});

describe.concurrent('a server that is killed', () => {
  it('after, before or while it answers an alert: sent again, it is one rollback', { timeout: 180_000 }, async () => {
    expect(await deliver('answered')).toMatchObject({ alerts: [{ became: 'started' }] });
    await killServer();
    const unread = deliver('unanswered').catch(() => undefined);
    await stage.seen('unanswered', ({ phase }) => phase === waiting, 'the gate');
    await killServer();
    const unheard = deliver('unheard').catch(() => undefined);
    await killServer();
    await Promise.all([unread, unheard]);
    await Promise.all(Object.keys(alerted).map(sentAgainAndRolledBackOnce));
  });

  const waiting = 'waiting for approval';
  const as = (token: string) => ({ authorization: `Bearer ${token}` });
  const at = (path: string) => new URL(path, stage.urls.server);

  // Traffic afterwards is compared with the hour before the trouble.
  const startsAt = new Date().toISOString();
  const deliver = (service: string): Promise<unknown> => {
    const labels = { alertname: 'UsersComplain', service, severity: 'warning' };
    const alert = anAlert(labels, { annotations: { summary: 'users complain' }, fingerprint: service, startsAt });
    return post(at('/webhooks/alertmanager'), aDelivery(alert), as(stage.tokens.alertSender));
  };

  async function killServer(): Promise<void> {
    await stage.kill('server');
    await stage.startAgain('server');
  }

  async function sentAgainAndRolledBackOnce(service: string): Promise<void> {
    await deliver(service);
    await stage.seen(service, ({ phase }) => phase === waiting, 'the gate');
    const seen = await fetch(at(`/rollbacks/prod/${service}`), { headers: as(stage.tokens.developer) });
    expect(await seen.json()).toMatchObject({ status: { phase: waiting, request: { trigger: { kind: 'alert' } } } });
    await post(at(`/rollbacks/prod/${service}/approve`), { comment: 'a test' }, as(stage.tokens.developer));
    expect(await stage.report(service)).toMatchObject({ outcome: 'ROLLED_BACK', service });
    expect(await stage.changes(service)).toHaveLength(1);
    expect(await until(`${service} is not listed`, 30_000, () => runsOf(service))).toBe(1);
  }

  // Listing lags behind by moments.
  const runsOf = async (service: string): Promise<number | undefined> =>
    (await stage.temporalClient.workflow.count(`WorkflowId = "${rollbackOf(service)}"`)).count || undefined;
});

const rollbackOf = (service: string): string => rollbackId('prod', service);
