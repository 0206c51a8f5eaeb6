import { DescribeTaskDefinitionCommand, TagResourceCommand } from '@aws-sdk/client-ecs';
import { DescribeRulesCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describe as describeService } from '../behaviours/services.js';
import { clientsFor, destroy, emulated, type Production } from '../production.js';
import { register } from '../revisions.js';
import { layOut } from './emulated-production.js';
import { moto } from './emulators.js';
import { type RunningProgram, startProgram } from './python-peer.js';
import { startRealAccount } from './real-account.js';

const isAsked = (process.env.RUNBACK_CONTRACT_PEERS ?? 'moto').split(',').includes('moto');

let program: RunningProgram;
let account: Production;

// moto stands for the account: what is created beside a service, and taken away again, can be seen there.
beforeAll(async () => {
  if (!isAsked) return;
  program = await startProgram(moto);
  account = await layOut(clientsFor(emulated(program.url)), program.url);
  vi.stubEnv('AWS_ENDPOINT_URL', program.url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'CONTRACT');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'contract');
  vi.stubEnv('RUNBACK_CONTRACT_AWS', `${account.cluster}/${account.service}`);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  if (account !== undefined) destroy(account);
  await program?.stop();
});

/** Target groups and rules there are now. */
async function present() {
  const { TargetGroups = [] } = await account.elb.send(new DescribeTargetGroupsCommand({}));
  const ListenerArn = account.routing?.listener;
  const { Rules = [] } = await account.elb.send(new DescribeRulesCommand({ ListenerArn }));
  return [...TargetGroups.map(({ TargetGroupArn }) => TargetGroupArn), ...Rules.map(({ RuleArn }) => RuleArn)];
}

describe.skipIf(!isAsked)('a real account', () => {
  it('is refused when the service has no tag that it may be thrown away, and nothing is made', async () => {
    const before = await present();

    await expect(startRealAccount()).rejects.toThrow('has no tag runback:contract=throw-away');
    expect(await present()).toEqual(before);
  });

  it('has what it needs beside the service, and takes away all of it afterwards', async () => {
    const before = await present();
    const former = await describeService(account, account.service);
    const tags = [{ key: 'runback:contract', value: 'throw-away' }];
    await account.ecs.send(new TagResourceCommand({ resourceArn: former.serviceArn, tags }));

    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { production, stop } = await startRealAccount();
    expect(stderr).toHaveBeenCalledWith(expect.stringContaining(`--task-definition ${former.taskDefinition}`));
    stderr.mockRestore();
    const registered = await register(production, { family: `${production.familyPrefix}-left` });

    expect(production).toMatchObject({ image: account.image, targetGroup: account.targetGroup });
    expect(await present()).toContain(production.routing?.rule);
    expect(await production.serviceToChange()).toEqual({
      name: account.service,
      taskDefinition: former.taskDefinition,
    });

    await stop();

    expect(await present()).toEqual(before);
    expect((await describeService(account, account.service)).taskDefinition).toBe(former.taskDefinition);
    expect(await statusOf(registered)).not.toBe('ACTIVE');
  });
});

const statusOf = (taskDefinition: string) =>
  account.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition })).then(
    (answer) => answer.taskDefinition?.status,
    () => 'gone',
  );
