import { ListTaskDefinitionsCommand, type ListTaskDefinitionsCommandInput } from '@aws-sdk/client-ecs';
import type { Behaviour, Json } from '../behaviour.js';
import { resourceOf, revisionOf } from '../observing.js';
import type { Production } from '../production.js';
import { elevenRevisions } from '../revisions.js';

type Asked = Omit<ListTaskDefinitionsCommandInput, 'familyPrefix'>;

async function list(production: Production, asked: Asked) {
  const familyPrefix = await elevenRevisions(production);
  const { taskDefinitionArns: arns = [], nextToken } = await production.ecs.send(
    new ListTaskDefinitionsCommand({ familyPrefix, ...asked }),
  );
  const ofFamily = arns.filter((arn) => resourceOf(arn).startsWith(`task-definition/${familyPrefix}:`));
  return { revisions: ofFamily.map(revisionOf), others: arns.length - ofFamily.length, nextToken };
}

async function pages(production: Production, asked: Asked, nextToken?: string): Promise<Json[]> {
  const page = await list(production, { ...asked, ...(nextToken === undefined ? {} : { nextToken }) });
  return [page.revisions, ...(page.nextToken === undefined ? [] : await pages(production, asked, page.nextToken))];
}

export const listing: readonly Behaviour[] = [
  {
    name: 'ListTaskDefinitions with sort DESC is newest first, by number, without INACTIVE ones',
    observe: async (production) => (await list(production, { sort: 'DESC', status: 'ACTIVE' })).revisions,
    expected: [11, 10, 9, 8, 7, 6, 5, 4, 2, 1],
  },
  {
    name: 'ListTaskDefinitions is oldest first and ACTIVE when nothing is said',
    observe: async (production) => (await list(production, {})).revisions,
    expected: [1, 2, 4, 5, 6, 7, 8, 9, 10, 11],
  },
  {
    name: 'ListTaskDefinitions with status INACTIVE lists those only',
    observe: async (production) => (await list(production, { status: 'INACTIVE' })).revisions,
    expected: [3],
  },
  {
    name: 'ListTaskDefinitions gives pages of maxResults that follow on each other',
    observe: (production) => pages(production, { sort: 'DESC', maxResults: 4 }),
    expected: [
      [11, 10, 9, 8],
      [7, 6, 5, 4],
      [2, 1],
    ],
  },
  {
    name: 'ListTaskDefinitions lists no family whose name is only longer',
    observe: async (production) => (await list(production, {})).others,
    expected: 0,
  },
  {
    name: 'ListTaskDefinitions of an unknown family is an empty list',
    observe: async ({ ecs, familyPrefix }) => {
      const command = new ListTaskDefinitionsCommand({ familyPrefix: `${familyPrefix}-none` });
      return (await ecs.send(command)).taskDefinitionArns ?? 'missing';
    },
    expected: [],
  },
];
