// Where RDS says that a database is reached: an instance at its endpoint, Aurora at its cluster's, whoever is the writer.
import type { DBCluster, DBInstance, RDSClient } from '@aws-sdk/client-rds';
import type { InRds } from '../src/catalogue/database-entry.js';
import type { HostAndPort, RdsPlaces } from '../src/database/meant.js';
import { describeCluster, describeInstance } from './rds.js';

/** Fails with what AWS answered. */
export async function readPlaces(rds: RDSClient, named: InRds, signal: AbortSignal): Promise<RdsPlaces> {
  if (named.kind === 'cluster') return placesOf(await describeCluster(rds, named.id, signal), named.id);
  const instance = await describeInstance(rds, named.id, signal);
  const { DBClusterIdentifier: cluster } = instance;
  if (cluster === undefined) return { of: named, writer: place(instance.Endpoint), readers: [] };
  return withMember(placesOf(await describeCluster(rds, cluster, signal), cluster), instance);
}

interface Places extends RdsPlaces {
  /** Of the member that takes changes now. */
  readonly writes?: string | undefined;
}

function placesOf({ Endpoint, ReaderEndpoint, Port, DBClusterMembers = [] }: DBCluster, id: string): Places {
  const at = (Address: string | undefined) => place({ Address, Port });
  const writes = DBClusterMembers.find(({ IsClusterWriter }) => IsClusterWriter)?.DBInstanceIdentifier;
  return { of: { kind: 'cluster', id }, writer: at(Endpoint), readers: at(ReaderEndpoint), writes };
}

/** Named by itself, a member is reached at its own endpoint too, for as long as it is the writer. */
function withMember({ of, writer, readers, writes }: Places, member: DBInstance): RdsPlaces {
  const own = place(member.Endpoint);
  return member.DBInstanceIdentifier === writes
    ? { of, writer: [...writer, ...own], readers }
    : { of, writer, readers: [...readers, ...own] };
}

interface Endpoint {
  readonly Address?: string | undefined;
  readonly Port?: number | undefined;
}

const place = ({ Address: host, Port: port }: Endpoint = {}): HostAndPort[] =>
  host === undefined || port === undefined ? [] : [{ host, port }];
