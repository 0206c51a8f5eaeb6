import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sessionName } from '../../activities/aws-run.js';
import { lookAround } from '../../activities/look-around.js';
import { createServicePoller } from '../../activities/service-poller.js';
import { aProduction, type Production } from './a-production.js';

const run = 'f7b0a2c4-5d6e-4f80-9123-456789abcdef';
const another = 'a1b0a2c4-5d6e-4f80-9123-456789abcdef';

let production: Production;
let before: number;
beforeAll(async () => {
  production = await aProduction();
});
afterAll(() => production.stop());
beforeEach(() => {
  before = production.sandbox.aws.calls.list().length;
});

const inRun = (runId: string, ask: () => Promise<unknown>): Promise<unknown> =>
  new MockActivityEnvironment({ workflowExecution: { workflowId: 'rollback/prod/applylens-api', runId } }).run(ask);
const look = (entry = production.entry) => lookAround({ aws: production.aws })({ entry });
const calls = () => production.sandbox.aws.calls.list().slice(before);

describe('every AWS call', () => {
  it('carries the run that asks in its user agent', async () => {
    await inRun(run, () => look());
    const seen = calls();
    expect(new Set(seen.map(({ operation }) => operation)).size).toBeGreaterThan(5);
    for (const { operation, userAgent } of seen) {
      expect(userAgent, operation).toContain('app/runback');
      expect(userAgent, operation).toContain(`runback-run/${run}`);
    }
  });

  it('carries no run where nobody’s run asks', async () => {
    await look();
    expect(
      calls().every(({ userAgent = '' }) => /app\/runback/.test(userAgent) && !/runback-run/.test(userAgent)),
    ).toBe(true);
  });

  it('carries, when it is made for several followers at once, the run of the one who asked first', async () => {
    const poller = createServicePoller(production.aws);
    await Promise.all([run, another].map((id) => inRun(id, () => poller.read(production.entry))));
    await inRun(another, () => poller.read(production.entry));
    expect(calls().map(({ userAgent = '' }) => /runback-run\/(\S+)/.exec(userAgent)?.[1])).toEqual([run, another]);
  });
});

describe('a role that is assumed', () => {
  beforeAll(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  });
  afterAll(() => vi.unstubAllEnvs());

  it('is assumed once by each run, whose id is the name of the session', async () => {
    const roleArn = 'arn:aws:iam::123456789012:role/runback';
    const { entry } = production;
    const asRole = { ...entry, kind: 'staging', aws: { ...entry.aws, roleArn } } as const;
    for (const id of [run, run, another]) await inRun(id, () => look(asRole));
    const assumed = calls().filter(({ operation }) => operation === 'sts:AssumeRole');
    const sessions = assumed.map(({ input }) => (input as { RoleSessionName: string }).RoleSessionName);
    expect(sessions).toEqual([`runback-${run}`, `runback-${another}`]);
    expect(assumed[0]?.userAgent).toContain(`runback-run/${run}`);
    const used = calls().flatMap(({ operation, accessKeyId = '' }) =>
      operation.startsWith('ecs:') ? accessKeyId : [],
    );
    expect(used.every((key) => key.startsWith('ASIA'))).toBe(true);
  });

  it('has a session name that STS takes, whatever the run is called', () => {
    expect(sessionName(`ö/${'x'.repeat(100)}`)).toMatch(/^[\w+=,.@-]{2,64}$/);
    expect(sessionName(undefined)).toBe('runback');
  });
});
