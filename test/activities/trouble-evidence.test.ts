// The evidence of a rollback that did not help, read from a real simulated production with the real AWS clients.
import { PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsAccess } from '../../activities/aws-clients.js';
import { readParameterChanges } from '../../activities/parameter-changes.js';
import { gatherEvidence } from '../../activities/trouble-evidence.js';
import { until } from '../support/a-sandbox.js';
import { serviceSeenBy } from '../support/ecs-service.js';
import { aProduction, type Production } from './a-production.js';

const definition = (revision: number) =>
  `arn:aws:ecs:us-east-1:123456789012:task-definition/applylens-api-prod:${revision}`;
let production: Production;
let since: string;

beforeAll(async () => {
  production = await aProduction({ scenario: 'missing-parameter' });
  const { sandbox, aws, entry } = production;
  sandbox.deploy();
  const ecs = aws.of(entry).ecs;
  await serviceSeenBy(ecs, 'applylens-api-prod').untilCompleted(122);
  since = new Date().toISOString();
  await serviceSeenBy(ecs, 'applylens-api-prod').update({ taskDefinition: definition(121) });
  await until(
    () => tasks().filter(({ stoppedReason = '' }) => stoppedReason.includes('invalid ssm parameters')),
    ({ length }) => length > 0,
  );
});
afterAll(async () => {
  await production?.stop();
});

const tasks = () => [
  ...(production.sandbox.aws.ecs.clusters.get('applylens-prod')?.services.get('applylens-api-prod')?.tasks.values() ??
    []),
];
const gather = (given: Partial<Parameters<ReturnType<typeof gatherEvidence>>[0]> = {}, { aws } = production) =>
  gatherEvidence({ aws })({
    entry: production.entry,
    taskDefinition: definition(121),
    since,
    lastDeployedAt: new Date(Date.now() - 26 * 3_600_000).toISOString(),
    servesAlone: false,
    ...given,
  });
const fault = (operation: string, code: string) =>
  production.sandbox.aws.faults.add({ fault: 'error', operation, code, status: 400, times: 20 });

describe('what was changed of a service’s parameters', () => {
  it('is named with who changed it; what is new or was changed long ago is not', async () => {
    const { aws, entry } = production;
    const changes = await readParameterChanges(entry, aws, AbortSignal.timeout(5_000));
    expect(changes).toEqual({
      state: 'known',
      value: [{ name: '/applylens/prod/LOG_LEVEL', at: expect.any(String), by: 'user/pedro' }],
    });
  });
});

describe('the evidence of a target whose parameter was deleted', () => {
  it('names the parameter by the stopped tasks and by the store, and who changed another one', async () => {
    const { stoppedTasks, parameters } = await gather();
    expect(stoppedTasks).toMatchObject({
      state: 'known',
      value: [
        { ofTarget: true, stopCode: 'TaskFailedToStart', stoppedReason: expect.stringContaining('GMAIL_TOKEN_KEY') },
      ],
    });
    expect(parameters).toEqual({
      state: 'known',
      value: {
        needed: 1,
        below: 2,
        missing: [{ name: '/applylens/prod/GMAIL_TOKEN_KEY', variable: 'GMAIL_TOKEN_KEY' }],
        changed: expect.arrayContaining([
          { name: '/applylens/prod/LOG_LEVEL', by: 'user/pedro', at: expect.any(String), needed: false },
        ]),
        elsewhere: [],
      },
    });
  });

  it('never reads a value', async () => {
    const evidence = await gather();
    expect(JSON.stringify(evidence)).not.toContain('sandbox-key');
    const asked = production.sandbox.aws.calls.list().map(({ operation }) => operation);
    expect(asked.filter((operation) => operation.startsWith('ssm:'))).not.toContain('ssm:GetParameters');
    expect(new Set(asked.filter((operation) => operation.startsWith('ssm:')))).toEqual(
      new Set(['ssm:DescribeParameters']),
    );
  });

  it.each([
    ['logs:FilterLogEvents', 'AccessDeniedException', 'logs'],
    ['ssm:DescribeParameters', 'ThrottlingException', 'parameters'],
    ['ecs:DescribeTasks', 'AccessDeniedException', 'stoppedTasks'],
    ['servicequotas:GetServiceQuota', 'AccessDeniedException', 'quotas'],
  ] as const)('is unknown for a source that fails (%s), and read for the others', async (operation, code, source) => {
    fault(operation, code);
    const { at: _, health: __, ...facts } = await gather();
    production.sandbox.aws.faults.clear();
    expect(facts[source]).toMatchObject({ state: 'unknown', why: expect.stringContaining(code) });
    const others = Object.entries(facts).filter(([name]) => name !== source);
    expect(others.map(([, { state }]) => state)).toEqual(['known', 'known', 'known', 'known']);
  });

  it('is not connected where the catalogue names no log group and no path', async () => {
    const { parameters: _, logs: __, ...entry } = production.entry;
    const { parameters, logs } = await gather({ entry });
    expect([parameters.state, logs.state]).toEqual(['not connected', 'not connected']);
  });

  it('is unknown all over, in time, where AWS does not answer at all', async () => {
    const aws = createAwsAccess();
    const entry = { ...production.entry, aws: { ...production.entry.aws, endpoint: 'http://127.0.0.1:1' } };
    const { stoppedTasks, logs, parameters } = await gather({ entry }, { ...production, aws });
    aws.close();
    expect([stoppedTasks.state, logs.state, parameters.state]).toEqual(['unknown', 'unknown', 'unknown']);
  });
});

describe('the task logs', () => {
  const print = async (message: string, times = 1, task = tasks()[0]?.id) =>
    production.aws.of(production.entry).logs.send(
      new PutLogEventsCommand({
        logGroupName: '/aws/ecs/applylens-api',
        logStreamName: `applylens-api-prod/api/${task}`,
        logEvents: Array.from({ length: times }, () => ({ timestamp: Date.now(), message })),
      }),
    );

  it('give the errors of megabytes as a few masked lines, those that say a cause first', async () => {
    for (let batch = 0; batch < 8; batch += 1) await print(`ERROR ${batch} ${'x'.repeat(200_000)}`, 5);
    await print('ERROR login failed: password=hunter2 for postgresql://app:hunter2@db.applylens.io/applylens');
    await print("ModuleNotFoundError: No module named 'langdetect'");
    const { logs } = await gather();
    if (logs.state !== 'known') throw new Error(JSON.stringify(logs));
    expect(logs.value.toTheEnd).toBe(true);
    expect(logs.value.errors[0]?.text).toBe("ModuleNotFoundError: No module named 'langdetect'");
    expect(logs.value.errors.find(({ text }) => text.startsWith('ERROR #') || text.startsWith('ERROR 0'))?.times).toBe(
      40,
    );
    expect(JSON.stringify(logs)).not.toContain('hunter2');
    expect(JSON.stringify(logs).length).toBeLessThan(16_000);
  });

  it('tell whose task printed a line', async () => {
    const stopped = tasks().find(({ stoppedReason = '' }) => stoppedReason.includes('invalid ssm'));
    const open = production.sandbox.aws.logs.open('/aws/ecs/applylens-api', `applylens-api-prod/api/${stopped?.id}`);
    open?.('ERROR of the target');
    await print(
      'ERROR of the release we left',
      1,
      tasks().find(({ deployment }) => deployment.taskDefinition === definition(122))?.id,
    );
    const { logs } = await gather();
    const of = (text: string) =>
      logs.state === 'known' ? logs.value.errors.find((each) => each.text === text)?.of : '';
    expect([of('ERROR of the target'), of('ERROR of the release we left')]).toEqual(['the target', 'another release']);
  });
});

it("kept to AWS's service models in every exchange", () => {
  expect(production.sandbox.violations).toEqual([]);
});
