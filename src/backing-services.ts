// What a service stands on, besides its own tasks: what its database and its search cluster answered when they were asked.
import type { Fact } from './rollback.js';

/** A server that answers with an error is reached; one that cannot be asked makes the fact unknown. */
export type DatabaseAnswer =
  | {
      readonly selectOne: 'answered';
      /** Such as "applylens at db.applylens.io". */
      readonly where: string;
      readonly tookMs: number;
      /** A reader, or a server that is not promoted yet: it takes no writes. */
      readonly inRecovery: boolean;
    }
  | { readonly selectOne: 'refused'; readonly where: string; readonly why: string };

export const clusterColours = ['green', 'yellow', 'red'] as const;

/** Of Elasticsearch's cluster health. */
export interface ClusterHealth {
  readonly status: (typeof clusterColours)[number];
  readonly unassignedShards?: number;
}

/** Absent where the catalogue names none; `not connected` where it names a database without a URL that the worker could use. */
export interface BackingServices {
  readonly database?: Fact<DatabaseAnswer> | undefined;
  readonly elasticsearch?: Fact<ClusterHealth> | undefined;
}
