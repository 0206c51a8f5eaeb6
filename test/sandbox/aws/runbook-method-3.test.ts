// Runbook › Method 3, step by step, with the unmodified aws-cli against the simulated production.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aSandbox, type CheckedSandbox, until } from '../../support/a-sandbox.js';
import { type AwsCli, awsCliAgainst } from '../../support/aws-cli.js';

let sandbox: CheckedSandbox;
let aws: AwsCli;

const region = ['--region', 'us-east-1'];
const service = ['--cluster', 'applylens-prod', '--services', 'applylens-api-prod', ...region];
type Listed = Readonly<Record<'serviceDeployments' | 'serviceRevisions', readonly Readonly<Record<string, string>>[]>>;

const definition = (revision: number) =>
  `arn:aws:ecs:us-east-1:123456789012:task-definition/applylens-api-prod:${revision}`;
const production = () => sandbox.aws.ecs.clusters.get('applylens-prod')?.services.get('applylens-api-prod');
const isSteady = () => until(production, (seen) => seen?.steady === true);

beforeAll(async () => {
  sandbox = await aSandbox();
  aws = awsCliAgainst(sandbox.urls.aws);
  sandbox.deploy();
  await until(
    () => production()?.deployments.at(-1),
    (newest) => newest?.rolloutState === 'COMPLETED' && newest.taskDefinition === definition(123),
  );
});

afterAll(async () => {
  await sandbox?.stop();
});

describe('Method 3 with the aws-cli', () => {
  it('lists the services of the cluster (step 1)', async () => {
    const { exitCode, stdout } = await aws('ecs', 'list-services', '--cluster', 'applylens-prod', ...region);

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      serviceArns: ['arn:aws:ecs:us-east-1:123456789012:service/applylens-prod/applylens-api-prod'],
    });
  });

  it('tells which task definition the service runs (step 2)', async () => {
    const { exitCode, stdout } = await aws(
      'ecs',
      'describe-services',
      ...service,
      '--query',
      'services[0].taskDefinition',
    );

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toBe(definition(123));
  });

  it('lists the task definitions newest first (step 3)', async () => {
    const newest = ['--family-prefix', 'applylens-api-prod', '--sort', 'DESC', '--max-items', '3'];
    const { exitCode, stdout } = await aws('ecs', 'list-task-definitions', ...newest, ...region);

    expect(exitCode).toBe(0);
    const { taskDefinitionArns, NextToken } = JSON.parse(stdout);
    expect(taskDefinitionArns).toEqual([definition(123), definition(122), definition(121)]);
    expect(NextToken).toEqual(expect.any(String));
  });

  it('shows that the revision before is a failed build and the one before that proven good (step 4)', async () => {
    const list = ['--cluster', 'applylens-prod', '--service', 'applylens-api-prod', ...region];
    const { exitCode, stdout } = await aws('ecs', 'list-service-deployments', ...list);
    expect(exitCode).toBe(0);
    const { serviceDeployments } = JSON.parse(stdout) as Listed;
    const revisions = serviceDeployments.map((one) => one.targetServiceRevisionArn ?? '');
    const described = await aws(
      'ecs',
      'describe-service-revisions',
      '--service-revision-arns',
      ...revisions,
      ...region,
    );

    expect(described.exitCode).toBe(0);
    const { serviceRevisions } = JSON.parse(described.stdout) as Listed;
    expect(serviceRevisions.map(({ taskDefinition }) => taskDefinition)).toEqual([123, 122, 121, 120].map(definition));
    expect(serviceDeployments.map(({ status }) => status)).toEqual([
      'SUCCESSFUL',
      'ROLLBACK_SUCCESSFUL',
      'SUCCESSFUL',
      'SUCCESSFUL',
    ]);
  });

  it('updates the service to a previous task definition (step 5)', async () => {
    const to = ['--service', 'applylens-api-prod', '--task-definition', 'applylens-api-prod:121'];
    const { exitCode, stdout } = await aws('ecs', 'update-service', '--cluster', 'applylens-prod', ...to, ...region);

    expect(exitCode).toBe(0);
    const [primary, active] = JSON.parse(stdout).service.deployments;
    expect(primary).toMatchObject({
      status: 'PRIMARY',
      taskDefinition: definition(121),
      desiredCount: 0,
      runningCount: 0,
    });
    expect(primary).toMatchObject({ rolloutState: 'IN_PROGRESS', failedTasks: 0 });
    expect(active).toMatchObject({ status: 'ACTIVE', taskDefinition: definition(123), runningCount: 4 });
    expect(sandbox.aws.calls.list('ecs:UpdateService')).toMatchObject([{ outcome: 'ok', applied: true }]);
  });

  it('waits until the service is stable on that task definition (step 6)', async () => {
    const { exitCode, stdout, stderr } = await aws('ecs', 'wait', 'services-stable', ...service);

    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    const seen = await isSteady();
    expect(seen?.deployments.filter(({ status }) => status !== 'GONE')).toMatchObject([
      { status: 'PRIMARY', taskDefinition: definition(121), rolloutState: 'COMPLETED' },
    ]);
  });

  it('serves the previous release in good health (step 7)', async () => {
    const health = await fetch(`${sandbox.urls.loadBalancer}/health`);
    const version = await fetch(`${sandbox.urls.loadBalancer}/version`);

    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: 'healthy' });
    expect(await version.json()).toMatchObject({ version: '1.2.2', commit: 'def456' });
  });

  it("kept to AWS's service models in every exchange", () => {
    expect(sandbox.violations).toEqual([]);
  });
});
