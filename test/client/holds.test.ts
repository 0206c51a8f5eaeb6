import { DescribeTaskDefinitionCommand, ListTaskDefinitionsCommand } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import type { AwsAccess } from '../../activities/aws-clients.js';
import { checkRelease, lookedAt, readHolds, releasesCalled } from '../../src/client/holds.js';
import { anEntry, now } from '../support/a-situation.js';

const { family } = anEntry().ecs;
const arnOf = (name: string, revision: number) =>
  `arn:aws:ecs:us-east-1:111122223333:task-definition/${name}:${revision}`;

/** A family with so many ACTIVE task definitions, beside a longer one; revision 1 is blocked. ECS lists 100 at once. */
function aFamilyOf(count: number, longer = 0): { aws: AwsAccess; described: string[] } {
  const described: string[] = [];
  const all = [
    ...Array.from({ length: longer }, (_, index) => arnOf(`${family}-canary`, longer - index)),
    ...Array.from({ length: count }, (_, index) => arnOf(family, count - index)),
  ];
  const list = ({ maxResults = 100, nextToken = '0' }: ListTaskDefinitionsCommand['input']) => {
    const end = Number(nextToken) + maxResults;
    return {
      taskDefinitionArns: all.slice(Number(nextToken), end),
      nextToken: end < all.length ? `${end}` : undefined,
    };
  };
  const tell = ({ taskDefinition = '' }: DescribeTaskDefinitionCommand['input']) => {
    described.push(taskDefinition);
    const revision = Number(taskDefinition.split(':').at(-1));
    const tags = revision === 1 ? [{ key: 'runback:hold', value: `${now} blocked by=ann - CVE` }] : [];
    return { taskDefinition: { taskDefinitionArn: taskDefinition, revision, family }, tags };
  };
  const send = async (command: unknown) => {
    if (command instanceof ListTaskDefinitionsCommand) return list(command.input);
    if (command instanceof DescribeTaskDefinitionCommand) return tell(command.input);
    throw new Error('nothing else is asked');
  };
  return { aws: { of: () => ({ ecs: { send } }) } as unknown as AwsAccess, described };
}

describe('holds of a family with many task definitions', () => {
  it('are read of the newest hundred, and that there are older ones is said', async () => {
    const { aws, described } = aFamilyOf(130);
    const holds = await readHolds(aws, anEntry(), now);
    expect([described.length, lookedAt(holds)]).toEqual([
      100,
      'the newest 100 task definitions (older ones were not looked at)',
    ]);
  });

  it('are read on until the release that is asked for is found: it is blocked, however old it is', async () => {
    const { aws, described } = aFamilyOf(230);
    const holds = await readHolds(aws, anEntry(), now, ':1');
    expect(checkRelease(holds, ':1')).toMatchObject({ verdict: 'blocked', why: expect.stringContaining('CVE') });
    expect(releasesCalled(holds, ':1')).toHaveLength(1);
    expect(described).toHaveLength(230);
  });

  it('are not read on once it is found', async () => {
    const { aws, described } = aFamilyOf(230);
    const { why } = checkRelease(await readHolds(aws, anEntry(), now, ':229'), ':229');
    expect(described).toHaveLength(100);
    expect(why).toMatch(/not held, among the newest 100 task definitions \(older ones were not looked at\)$/);
  });

  it('are read of the newest 500 at most, which the answer says', async () => {
    const { aws } = aFamilyOf(520);
    const { verdict, why } = checkRelease(await readHolds(aws, anEntry(), now, ':1'), ':1');
    expect([verdict, why]).toEqual([
      'free',
      'none of the newest 500 task definitions (older ones were not looked at) is :1: nothing is held under that name',
    ]);
  });

  it('are those of the family alone, behind however many of a longer name', async () => {
    const { aws } = aFamilyOf(2, 150);
    const holds = await readHolds(aws, anEntry(), now);
    expect([holds.releases.length, holds.areMore]).toEqual([2, false]);
  });
});
