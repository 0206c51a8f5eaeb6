// Where the emulators show and back up databases otherwise than RDS, as measured.
import { asTaken } from '../behaviours/databases.js';
import type { KnownDifference } from './known-difference.js';

const ofInstance = 'A snapshot of an instance is being made, then available, with its tags and its time';
const ofCluster = 'A snapshot of a cluster is being made, then available, with its tags and its time';
const atOnce = { begun: 'available', ofIt: true, taken: asTaken } as const;

const takesMembers: KnownDifference = {
  because: 'It makes a snapshot of a member of a cluster.',
  observed: { 'A snapshot of a member of a cluster is refused': 'answered' },
};

export const motoDiffersInDatabases: readonly KnownDifference[] = [
  {
    because: 'A snapshot is available at once, and one of an instance shows no progress.',
    observed: {
      [ofInstance]: { ...atOnce, taken: { ...asTaken, percent: 'missing' } },
      [ofCluster]: atOnce,
    },
  },
  takesMembers,
];

export const ministackDiffersInDatabases: readonly KnownDifference[] = [
  {
    because: 'A snapshot is available at once.',
    observed: { [ofInstance]: atOnce, [ofCluster]: atOnce },
  },
  takesMembers,
  {
    because: 'An instance of its own has a cluster without a name.',
    observed: {
      'DescribeDBInstances tells status, endpoint, size and newest restorable time of an instance': {
        status: 'available',
        endpoint: { Address: 'text', Port: 'number' },
        members: {
          DbiResourceId: 'text',
          AllocatedStorage: 'number',
          LatestRestorableTime: 'time',
          DBClusterIdentifier: 'text',
        },
      },
    },
  },
];
