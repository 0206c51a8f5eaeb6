// What the tasks print, read with the unmodified SDK and the unmodified aws-cli.
import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aSandbox, awsSettingsOf, type CheckedSandbox, until } from '../../../support/a-sandbox.js';
import { awsCliAgainst } from '../../../support/aws-cli.js';

const logGroupName = '/aws/ecs/applylens-api';
let sandbox: CheckedSandbox;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  sandbox = await aSandbox();
  logs = new CloudWatchLogsClient(awsSettingsOf(sandbox));
});
afterAll(async () => {
  await sandbox?.stop();
});

const tasks = () => [
  ...(sandbox.aws.ecs.clusters.get('applylens-prod')?.services.get('applylens-api-prod')?.tasks.values() ?? []),
];
const messages = ({ events }: { events?: { message?: string | undefined }[] | undefined }) =>
  events?.map(({ message }) => message);
const filtered = (filterPattern: string, more: object = {}) =>
  logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern, ...more }));

describe('the log group of the tasks', () => {
  it('has a stream for each task, named after prefix, container and task', async () => {
    const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }));
    expect(logStreams?.map(({ logStreamName }) => logStreamName).sort()).toEqual(
      tasks()
        .map(({ id }) => `applylens-api-prod/api/${id}`)
        .sort(),
    );
  });

  it('holds what a task printed as it started, and a line for each request', async () => {
    await fetch(`${sandbox.urls.loadBalancer}/agents/inbox.search/search?q=meeting`);
    const { events } = await until(
      () => filtered('"GET /agents/inbox.search/search?q=meeting HTTP/1.1"'),
      (answer) => answer.events?.length === 1,
    );
    const [stream] = events?.map(({ logStreamName }) => logStreamName) ?? [];
    const all = await logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName: stream ?? '', startFromHead: true }),
    );
    expect(messages(all)?.slice(0, 4)).toEqual([
      'INFO:     Started server process [1]',
      'INFO:     Waiting for application startup.',
      'INFO:     Application startup complete.',
      'INFO:     Uvicorn running on http://0.0.0.0:8080 (Press CTRL+C to quit)',
    ]);
    expect(messages(events ? { events } : {})).toEqual([
      expect.stringMatching(/^INFO: {5}10\.0\.1\.10:0 - "GET .*" 200 OK$/),
    ]);
  });

  it('filters by all terms, by any of them, by none, by a phrase and by an expression', async () => {
    const [task] = tasks();
    const more = { logStreamNames: [`applylens-api-prod/api/${task?.id}`] };
    expect(messages(await filtered('Uvicorn running', more))).toHaveLength(1);
    expect(messages(await filtered('Uvicorn absent', more))).toEqual([]);
    expect(messages(await filtered('?Started ?Waiting', more))).toHaveLength(2);
    expect(messages(await filtered('server -process', more))).toEqual([]);
    expect(messages(await filtered('"startup complete"', more))).toHaveLength(1);
    expect(messages(await filtered('%process \\[[0-9]%', more))).toHaveLength(1);
    await expect(filtered('{ $.level = "error" }')).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('is searched a megabyte a call, so that an empty page may have a token', async () => {
    const logStreamName = `applylens-api-prod/api/${tasks()[1]?.id}`;
    const timestamp = Date.now();
    for (let batch = 0; batch < 3; batch += 1) {
      const logEvents = Array.from({ length: 5 }, () => ({ timestamp, message: 'x'.repeat(200_000) }));
      await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    }
    await logs.send(
      new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: [{ timestamp, message: 'the needle' }] }),
    );
    const pages = [];
    let nextToken: string | undefined;
    do {
      const page = await filtered('needle', { logStreamNames: [logStreamName], startTime: timestamp, nextToken });
      nextToken = page.nextToken;
      pages.push(messages(page));
    } while (nextToken !== undefined);
    expect(pages.slice(0, -1)).toEqual([[], []]);
    expect(pages.at(-1)).toEqual(['the needle']);
  });

  it('is refused under a name that is not there, in the words of AWS', async () => {
    await expect(
      logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/ecs/gone', limit: 1 })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
  });

  it('is read backwards and forwards, and gives the same token back at its end', async () => {
    const logStreamName = `applylens-api-prod/api/${tasks()[2]?.id}`;
    const read = (more: object) => logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, ...more }));
    const first = await read({ startFromHead: true, limit: 2, endTime: Date.now() });
    const before = await read({ nextToken: first.nextBackwardToken });
    expect([messages(before), before.nextBackwardToken]).toEqual([[], first.nextBackwardToken]);
    expect(messages(await read({ nextToken: first.nextForwardToken, limit: 1 }))).toEqual([
      'INFO:     Application startup complete.',
    ]);
  });

  it('can be asked by the aws-cli', async () => {
    const aws = awsCliAgainst(sandbox.urls.aws);
    const asked = ['--log-group-name', logGroupName, '--filter-pattern', 'Uvicorn', '--region', 'us-east-1'];
    const { exitCode, stdout } = await aws('logs', 'filter-log-events', ...asked);
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as { events: unknown[] }).events).toHaveLength(4);
  });

  it("kept to AWS's service model in every exchange", () => {
    expect(sandbox.violations).toEqual([]);
  });
});
