// Registering and describing task definitions, and their tags.
import {
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type Tag,
  TagResourceCommand,
} from '@aws-sdk/client-ecs';
import type { Behaviour, Json } from '../behaviour.js';
import { refusalOf, revisionOf, shown, typesOf } from '../observing.js';
import type { Production } from '../production.js';
import { deregister, elevenRevisions, register } from '../revisions.js';

const describe = ({ ecs }: Production, taskDefinition: string) =>
  ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }));

const tagsByKey = (tags: readonly Tag[] | undefined): Json =>
  (tags ?? []).map(({ key, value }) => `${key}=${value}`).sort();

const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`;

export const taskDefinitions: readonly Behaviour[] = [
  {
    name: 'DescribeTaskDefinition shows the members that Runback reads',
    observe: async (production) => {
      const arn = await register(production, { family: `${production.familyPrefix}-described` });
      const { taskDefinition } = await describe(production, arn);
      return {
        members: typesOf(taskDefinition, ['taskDefinitionArn', 'family', 'revision', 'registeredAt']),
        status: shown(taskDefinition?.status),
        container: typesOf(taskDefinition?.containerDefinitions?.[0], ['name', 'image', 'environment']),
      };
    },
    expected: {
      members: { taskDefinitionArn: 'text', family: 'text', revision: 'number', registeredAt: 'time' },
      status: 'ACTIVE',
      container: { name: 'text', image: 'text', environment: 'list' },
    },
  },
  {
    name: 'A copy pinned by digest comes back as it was sent, with its tags',
    observe: async (production) => {
      const family = `${production.familyPrefix}-pinned`;
      const original = await describe(production, await register(production, { family }));
      const { containerDefinitions, requiresCompatibilities, networkMode, cpu, memory } = original.taskDefinition ?? {};
      const image = `public.ecr.aws/nginx/nginx@${digestOf('a')}`;
      const { taskDefinition, tags } = await production.ecs.send(
        new RegisterTaskDefinitionCommand({
          ...{ family, networkMode, cpu, memory, requiresCompatibilities },
          containerDefinitions: containerDefinitions?.map((container) => ({ ...container, image })),
          tags: [{ key: 'runback:pinned-from', value: 'contract:1' }],
        }),
      );
      const [container] = taskDefinition?.containerDefinitions ?? [];
      return {
        pinned: container?.image === image,
        kept: [shown(container?.environment?.[0]?.value), shown(taskDefinition?.cpu), shown(taskDefinition?.memory)],
        next: shown(revisionOf(taskDefinition?.taskDefinitionArn)),
        tags: tagsByKey(tags),
      };
    },
    expected: { pinned: true, kept: ['1', '256', '512'], next: 2, tags: ['runback:pinned-from=contract:1'] },
  },
  {
    name: 'Tags of a task definition come only with include TAGS',
    observe: async (production) => {
      const tags = [{ key: 'runback:verified', value: 'yes' }];
      const arn = await register(production, { family: `${production.familyPrefix}-tagged`, tags });
      const without = await production.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn }));
      return { with: tagsByKey((await describe(production, arn)).tags), without: tagsByKey(without.tags) };
    },
    expected: { with: ['runback:verified=yes'], without: [] },
  },
  {
    name: 'TagResource adds a tag, replaces one of the same key and leaves the others',
    observe: async (production) => {
      const tags = [
        { key: 'team', value: 'search' },
        { key: 'runback:hold', value: 'no' },
      ];
      const resourceArn = await register(production, { family: `${production.familyPrefix}-tagged-again`, tags });
      const added = [
        { key: 'runback:hold', value: 'yes' },
        { key: 'runback:verified', value: 'yes' },
      ];
      await production.ecs.send(new TagResourceCommand({ resourceArn, tags: added }));
      return tagsByKey((await describe(production, resourceArn)).tags);
    },
    expected: ['runback:hold=yes', 'runback:verified=yes', 'team=search'],
  },
  {
    name: 'TagResource of an unknown task definition is refused',
    observe: async (production) => {
      const arn = await register(production, { family: `${production.familyPrefix}-untagged` });
      const tags = [{ key: 'runback:hold', value: 'yes' }];
      return refusalOf(
        production.ecs.send(new TagResourceCommand({ resourceArn: arn.replace(/:\d+$/, ':999'), tags })),
      );
    },
    expected: { code: 'ResourceNotFoundException', status: 400 },
  },
  {
    name: 'An unknown task definition is refused by DescribeTaskDefinition',
    observe: ({ ecs, familyPrefix }) => {
      const command = new DescribeTaskDefinitionCommand({ taskDefinition: `${familyPrefix}-none:1` });
      return refusalOf(ecs.send(command), { withText: true });
    },
    expected: { code: 'ClientException', status: 400, text: 'Unable to describe task definition.' },
  },
  {
    name: 'An INACTIVE task definition is described still, with the time it became so',
    observe: async (production) => {
      const { taskDefinition } = await describe(production, `${await elevenRevisions(production)}:3`);
      return { status: shown(taskDefinition?.status), members: typesOf(taskDefinition, ['deregisteredAt']) };
    },
    expected: { status: 'INACTIVE', members: { deregisteredAt: 'time' } },
  },
  {
    name: 'Revisions count on past INACTIVE ones, and a bare family is its newest ACTIVE one',
    observe: async (production) => {
      const family = `${production.familyPrefix}-counted`;
      const first = await register(production, { family });
      await deregister(production, await register(production, { family }));
      const bare = await describe(production, family);
      const third = await register(production, { family });
      return [revisionOf(first), shown(bare.taskDefinition?.revision), revisionOf(third)];
    },
    expected: [1, 1, 3],
  },
];
