import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aSandbox, type CheckedSandbox } from '../../../support/a-sandbox.js';

let sandbox: CheckedSandbox;
const clients: STSClient[] = [];

beforeAll(async () => {
  sandbox = await aSandbox();
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await sandbox?.stop();
});

function stsWith(accessKeyId: string): STSClient {
  const credentials = { accessKeyId, secretAccessKey: 'sandbox' };
  const client = new STSClient({ region: 'us-east-1', endpoint: sandbox.urls.aws, credentials, maxAttempts: 1 });
  clients.push(client);
  return client;
}

const RoleArn = 'arn:aws:iam::123456789012:role/deploy/runback';

describe('AssumeRole', () => {
  it('gives credentials for as long as is asked, whose caller is the session of the role', async () => {
    const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'runback', DurationSeconds: 900 });
    const { Credentials: given } = await stsWith('SANDBOX').send(command);
    const lasts = (given?.Expiration?.getTime() ?? 0) - Date.now();
    const caller = await stsWith(given?.AccessKeyId ?? '').send(new GetCallerIdentityCommand({}));

    expect(lasts).toBeGreaterThan(800_000);
    expect(lasts).toBeLessThanOrEqual(900_000);
    expect(caller).toMatchObject({
      Account: '123456789012',
      Arn: 'arn:aws:sts::123456789012:assumed-role/runback/runback',
    });
  });

  it('is refused for what is no role, and for a session without a name', async () => {
    const sts = stsWith('SANDBOX');

    for (const input of [
      { RoleArn: 'runback', RoleSessionName: 'runback' },
      { RoleArn, RoleSessionName: '' },
    ]) {
      await expect(sts.send(new AssumeRoleCommand(input))).rejects.toMatchObject({
        $metadata: { httpStatusCode: 400 },
      });
    }
  });
});

it("kept to AWS's service models in every exchange", () => {
  expect(sandbox.violations).toEqual([]);
});
