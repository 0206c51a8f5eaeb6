// The parameter store, read with the unmodified SDK and the unmodified aws-cli, and what a task does without its parameter.
import { DescribeTasksCommand, ListTasksCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aSandbox, awsSettingsOf, type CheckedSandbox, ecsClientOf, until } from '../../../support/a-sandbox.js';
import { awsCliAgainst } from '../../../support/aws-cli.js';
import { serviceSeenBy } from '../../../support/ecs-service.js';

const path = '/applylens/prod';
let sandbox: CheckedSandbox;
let ssm: SSMClient;

beforeAll(async () => {
  sandbox = await aSandbox();
  ssm = new SSMClient(awsSettingsOf(sandbox, 'OLGA'));
  const put = (Name: string, Value: string, Type: 'String' | 'SecureString') =>
    ssm.send(new PutParameterCommand({ Name: `${path}/${Name}`, Value, Type }));
  await put('LOG_LEVEL', 'info', 'String');
  await put('DATABASE_URL', 'postgresql://secret', 'SecureString');
  await put('agents/inbox', 'on', 'String');
});
afterAll(async () => {
  await sandbox?.stop();
});

const namesOf = (parameters: { Name?: string | undefined }[] | undefined) => parameters?.map(({ Name }) => Name);

describe('the parameter store', () => {
  it('lists what lies directly below a path, or everything below it', async () => {
    const children = await ssm.send(new GetParametersByPathCommand({ Path: `${path}/` }));
    const all = await ssm.send(new GetParametersByPathCommand({ Path: path, Recursive: true }));
    expect(namesOf(children.Parameters)).toEqual([`${path}/DATABASE_URL`, `${path}/LOG_LEVEL`]);
    expect(namesOf(all.Parameters)).toEqual([`${path}/agents/inbox`, ...(namesOf(children.Parameters) ?? [])]);
    await expect(ssm.send(new GetParametersByPathCommand({ Path: 'applylens' }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  it('shows a SecureString only decrypted', async () => {
    const value = async (more: object) =>
      (await ssm.send(new GetParameterCommand({ Name: `${path}/DATABASE_URL`, ...more }))).Parameter?.Value;
    expect(await value({})).not.toContain('secret');
    expect(await value({ WithDecryption: true })).toBe('postgresql://secret');
  });

  it('tells which of several names it does not know, and finds one by its ARN and by a version', async () => {
    const arn = `arn:aws:ssm:us-east-1:123456789012:parameter${path}/LOG_LEVEL`;
    const Names = [arn, `${path}/LOG_LEVEL:1`, `${path}/LOG_LEVEL:9`, 'gone'];
    const { Parameters, InvalidParameters } = await ssm.send(new GetParametersCommand({ Names }));
    expect(namesOf(Parameters)).toEqual([`${path}/LOG_LEVEL`, `${path}/LOG_LEVEL`]);
    expect(InvalidParameters).toEqual([`${path}/LOG_LEVEL:9`, 'gone']);
  });

  it('keeps who made which version and when, until the parameter is deleted', async () => {
    const Name = `${path}/LOG_LEVEL`;
    await expect(ssm.send(new PutParameterCommand({ Name, Value: 'debug' }))).rejects.toMatchObject({
      name: 'ParameterAlreadyExists',
    });
    const pedro = new SSMClient(awsSettingsOf(sandbox, 'PEDRO'));
    await pedro.send(new PutParameterCommand({ Name, Value: 'debug', Overwrite: true }));
    const { Parameters } = await ssm.send(new GetParameterHistoryCommand({ Name }));
    expect(Parameters?.map(({ Version, LastModifiedUser, Value }) => [Version, LastModifiedUser, Value])).toEqual([
      [1, 'arn:aws:iam::123456789012:user/olga', 'info'],
      [2, 'arn:aws:iam::123456789012:user/pedro', 'debug'],
    ]);
    await ssm.send(new DeleteParameterCommand({ Name }));
    for (const again of [new GetParameterHistoryCommand({ Name }), new DeleteParameterCommand({ Name })]) {
      await expect(ssm.send(again)).rejects.toMatchObject({ name: 'ParameterNotFound' });
    }
    const put = await ssm.send(new PutParameterCommand({ Name, Value: 'info', Type: 'String' }));
    expect(put.Version).toBe(1);
  });

  it('describes parameters by path or name without their values', async () => {
    const described = (Key: string, Option: string, ...Values: string[]) =>
      ssm.send(new DescribeParametersCommand({ ParameterFilters: [{ Key, Option, Values }] }));
    const below = await described('Path', 'Recursive', path);
    expect(below.Parameters).toHaveLength(3);
    expect(below.Parameters?.[1]).toMatchObject({
      Name: `${path}/DATABASE_URL`,
      LastModifiedUser: 'arn:aws:iam::123456789012:user/olga',
      LastModifiedDate: expect.any(Date),
    });
    expect(JSON.stringify(below)).not.toContain('secret');
    expect(namesOf((await described('Name', 'Equals', `${path}/LOG_LEVEL`, 'gone')).Parameters)).toEqual([
      `${path}/LOG_LEVEL`,
    ]);
  });

  it('is read with the command of the runbook', async () => {
    const aws = awsCliAgainst(sandbox.urls.aws);
    const { exitCode, stdout } = await aws(
      ...['ssm', 'get-parameters-by-path', '--path', '/applylens/prod/', '--region', 'us-east-1'],
    );
    expect(exitCode).toBe(0);
    expect(namesOf((JSON.parse(stdout) as { Parameters: { Name: string }[] }).Parameters)).toContain(
      `${path}/DATABASE_URL`,
    );
  });
});

describe('a task whose definition names a parameter', () => {
  const deployed = async (valueFrom: string) => {
    const ecs = ecsClientOf(sandbox);
    const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/applylens-api:prod-v1.2.2-20251016-def456';
    const secrets = [{ name: 'KEY', valueFrom }];
    const containerDefinitions = [{ name: 'api', image, portMappings: [{ containerPort: 8080 }], secrets }];
    const { taskDefinition } = await ecs.send(
      new RegisterTaskDefinitionCommand({ family: 'applylens-api-prod', containerDefinitions }),
    );
    const arn = taskDefinition?.taskDefinitionArn;
    await serviceSeenBy(ecs, 'applylens-api-prod').update({ taskDefinition: arn });
    return { ecs, arn };
  };

  it('is not started when the parameter is missing, and says which', async () => {
    const { ecs, arn } = await deployed(`${path}/GONE`);
    const stopped = await until(
      async () => {
        const cluster = 'applylens-prod';
        const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, desiredStatus: 'STOPPED' }));
        if (taskArns.length === 0) return undefined;
        const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
        return tasks?.find((task) => task.taskDefinitionArn === arn && task.lastStatus === 'STOPPED');
      },
      (task) => task !== undefined,
      { every: 200 },
    );
    expect(stopped).toMatchObject({
      stopCode: 'TaskFailedToStart',
      stoppedReason: `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: ${path}/GONE`,
    });
    expect(stopped?.containers?.[0]?.exitCode).toBeUndefined();
  });

  it("kept to AWS's service models in every exchange", () => {
    expect(sandbox.violations).toEqual([]);
  });
});
