// Every aws command of the runbook, as it is written there, run by a shell with the unmodified aws-cli against the simulated production.
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { commandsOf } from '../../docs/runbook-items.js';
import { aSandbox, type CheckedSandbox } from '../../support/a-sandbox.js';
import { type CliResult, findAwsCli } from '../../support/aws-cli.js';

const runbook = readFileSync(fileURLToPath(new URL('../../../docs/runbook.md', import.meta.url)), 'utf8');
const commands = commandsOf(runbook).filter((line) => line.startsWith('aws '));
const cli = findAwsCli();
const isVersion2 = execFileSync(cli, ['--version'], { encoding: 'utf8' }).startsWith('aws-cli/2');

/** aws-cli 1 does not know these. */
const onlyVersion2 = ['aws logs tail', 'aws sso login'];
let sandbox: CheckedSandbox;

beforeAll(async () => {
  sandbox = await aSandbox({ scenario: 'canary-bad', timeScale: 120 });
});

afterAll(async () => {
  await sandbox?.stop();
});

const serviceNamed = (name: string) => sandbox.aws.ecs.clusters.get('applylens-prod')?.services.get(name);
const primaryOf = (name: string) => serviceNamed(name)?.deployments.find(({ status }) => status === 'PRIMARY');
const ownSnapshots = () =>
  [...sandbox.aws.databases.snapshots.values()].filter(({ type }) => type === 'manual').map(({ id }) => id);
const applied = () => sandbox.aws.calls.list('ecs:UpdateService').filter((call) => call.applied);
const nothingChanged = () => expect(applied().length).toBe(changesBefore);
let changesBefore = 0;
let primaryBefore: string | undefined;

interface Expected {
  /** The beginning of the command, enough to tell it from the others. */
  readonly command: string;
  readonly prints: (answer: never) => void;
  readonly state: () => void;
}

const family = 'applylens-api-prod';
const expectations: readonly Expected[] = [
  {
    command: 'aws ssm get-parameters-by-path',
    prints: ({ Parameters }: { Parameters: object[] }) => expect(Parameters).toEqual([]),
    state: nothingChanged,
  },
  {
    command: 'aws ecs list-services',
    prints: ({ serviceArns }: { serviceArns: string[] }) =>
      expect(serviceArns.map((arn) => arn.split('/').at(-1))).toEqual([family, 'applylens-api-canary-prod']),
    state: nothingChanged,
  },
  {
    command: 'aws ecs describe-services',
    prints: (definition: string) => expect(definition).toMatch(/task-definition\/applylens-api-prod:121$/),
    state: nothingChanged,
  },
  {
    command: 'aws ecs list-task-definitions',
    prints: ({ taskDefinitionArns }: { taskDefinitionArns: string[] }) =>
      expect(taskDefinitionArns.map((arn) => arn.split(':').at(-1))).toEqual(['122', '121', '120']),
    state: nothingChanged,
  },
  {
    command: 'aws ecs update-service --cluster applylens-prod --service applylens-api-prod --task-definition',
    prints: ({ service }: { service: { taskDefinition: string } }) => expect(service.taskDefinition).toMatch(/:122$/),
    // At this pace the circuit breaker may have gone back before the command came to its end.
    state: () => expect(applied().length).toBe(changesBefore + 1),
  },
  {
    command: 'aws ecs wait services-stable',
    prints: (nothing: undefined) => expect(nothing).toBeUndefined(),
    // Decision 6: stable is said although the circuit breaker went elsewhere.
    state: () => {
      expect(serviceNamed(family)?.steady).toBe(true);
      expect(primaryOf(family)).toMatchObject({
        taskDefinition: expect.stringMatching(/:121$/),
        rolloutState: 'COMPLETED',
      });
    },
  },
  {
    command: 'aws rds create-db-snapshot',
    prints: ({ DBSnapshot }: { DBSnapshot: { Status: string; PercentProgress: number } }) =>
      expect(DBSnapshot).toMatchObject({ Status: 'creating', DBInstanceIdentifier: 'applylens-prod' }),
    state: () => expect(ownSnapshots()).toEqual([expect.stringMatching(/^rollback-backup-\d{8}-\d{6}$/)]),
  },
  {
    command: 'aws rds wait db-snapshot-completed',
    prints: (nothing: undefined) => expect(nothing).toBeUndefined(),
    // Decision 2: the waiter counts the snapshot of another name, which is not there, as completed.
    state: () => expect(ownSnapshots()).not.toContain('rollback-backup-20251017-143000'),
  },
  {
    command: 'aws elbv2 describe-target-groups',
    prints: ({ TargetGroups }: { TargetGroups: { TargetGroupName: string }[] }) =>
      expect(TargetGroups.map(({ TargetGroupName }) => TargetGroupName)).toEqual(['applylens-api-canary-prod']),
    state: nothingChanged,
  },
  {
    command: 'aws ecs update-service --cluster applylens-prod --service applylens-api-canary-prod',
    prints: ({ service }: { service: { desiredCount: number } }) => expect(service.desiredCount).toBe(0),
    state: () => expect(serviceNamed('applylens-api-canary-prod')?.desiredCount).toBe(0),
  },
  {
    command: 'aws ecs describe-clusters',
    prints: ({ clusters }: { clusters: { clusterName: string; activeServicesCount: number }[] }) =>
      expect(clusters).toMatchObject([{ clusterName: 'applylens-prod', activeServicesCount: 2 }]),
    state: nothingChanged,
  },
  {
    command: 'aws ecs update-service --cluster applylens-prod --service applylens-api-prod --force-new-deployment',
    prints: ({ service }: { service: { deployments: { status: string; taskDefinition: string }[] } }) =>
      expect(service.deployments[0]).toMatchObject({
        status: 'PRIMARY',
        taskDefinition: expect.stringMatching(/:121$/),
      }),
    // It may have come to its end, too.
    state: () => {
      const primary = primaryOf(family);
      expect(primary?.id).not.toBe(primaryBefore);
      expect(['IN_PROGRESS', 'COMPLETED']).toContain(primary?.rolloutState);
    },
  },
];

const inOneLine = (command: string): string => command.replace(/\s+/g, ' ').trim();

/** aws-cli 1 sends what is for RDS in us-east-1 to AWS itself, whatever AWS_ENDPOINT_URL says. */
const takesEndpoint = (command: string): boolean => isVersion2 || !command.startsWith('aws rds ');

function run(command: string): Promise<CliResult> {
  const env = {
    PATH: [dirname(cli), process.env.PATH ?? ''].join(delimiter),
    AWS_ENDPOINT_URL: sandbox.urls.aws,
    AWS_ACCESS_KEY_ID: 'SANDBOX',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    // The runbook leaves the region out in some of them.
    AWS_DEFAULT_REGION: takesEndpoint(command) ? 'us-east-1' : 'us-west-2',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
  };
  return new Promise((resolve) => {
    execFile('bash', ['--norc', '-c', command], { env }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, stdout, stderr });
    });
  });
}

describe('the aws commands of the runbook', () => {
  it('are all known here', () => {
    const known = [...expectations.map(({ command }) => command), ...onlyVersion2];
    const unknown = commands.filter((line) => !known.some((beginning) => inOneLine(line).startsWith(beginning)));
    expect(unknown).toEqual([]);
    const gone = known.filter((beginning) => !commands.some((line) => inOneLine(line).startsWith(beginning)));
    expect(gone).toEqual([]);
  });

  for (const line of commands) {
    const text = inOneLine(line);
    const needsVersion2 = !isVersion2 && onlyVersion2.some((beginning) => text.startsWith(beginning));
    it.skipIf(needsVersion2)(text, { timeout: 120_000 }, () => hold(text, line));
  }
});

async function hold(text: string, line: string): Promise<void> {
  const expected = expectations.find(({ command }) => text.startsWith(command));
  changesBefore = applied().length;
  primaryBefore = primaryOf(family)?.id;
  const { exitCode, stdout, stderr } = await run(line);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expected?.prints((stdout === '' ? undefined : JSON.parse(stdout)) as never);
  expected?.state();
}

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
