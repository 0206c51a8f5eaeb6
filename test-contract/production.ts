// What a behaviour finds before it: clients of the unmodified SDK and the names of things that exist in a peer.
import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { RDSClient } from '@aws-sdk/client-rds';
import { STSClient } from '@aws-sdk/client-sts';
import { NotInThisAccount } from './behaviour.js';

export interface Clients {
  readonly ecs: ECSClient;
  readonly ecr: ECRClient;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly sts: STSClient;
  readonly scaling: ApplicationAutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
  readonly rds: RDSClient;
}

export interface Production extends Clients {
  readonly clientsWith: (credentials: Credentials) => Clients;
  readonly cluster: string;
  /** At rest, and changed by nobody. */
  readonly service: string;
  /** A service at rest that may be changed, serving `taskDefinition`. */
  readonly serviceToChange: () => Promise<ServiceToChange>;
  /** Begins the name of every family that the contract registers. */
  readonly familyPrefix: string;
  /** A repository with an image that has this tag; absent where a real service's image is not from ECR. */
  readonly image?: { readonly repository: string; readonly registryId?: string; readonly tag: string };
  /** Target group of `service`. */
  readonly targetGroup: string;
  /** A listener with a rule of its own for the contract, and a second target group. */
  readonly routing?: Routing;
  /** Absent in a real account, where no database is backed up for the contract. */
  readonly database?: ContractDatabase;
  /** A role that may be assumed. */
  readonly role?: string;
  /** How long a deployment may take to settle, in milliseconds. */
  readonly settlesWithinMs: number;
  /** Milliseconds between two looks at a deployment. */
  readonly looksEveryMs: number;
}

export interface ServiceToChange {
  readonly name: string;
  readonly taskDefinition: string;
}

export interface ContractDatabase {
  /** An instance of its own. */
  readonly instance: string;
  readonly cluster: string;
  /** The instance that is the cluster's writer. */
  readonly member: string;
}

export interface Routing {
  readonly listener: string;
  readonly rule: string;
  readonly defaultRule: string;
  readonly stable: string;
  readonly canary: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Place {
  readonly region: string;
  /** Absent for AWS itself. */
  readonly endpoint?: string;
  /** Absent for those that the machine has. */
  readonly credentials?: Credentials;
}

export function clientsFor(place: Place): Clients {
  const settings = { ...place, maxAttempts: 4 };
  return {
    ecs: new ECSClient(settings),
    ecr: new ECRClient(settings),
    elb: new ElasticLoadBalancingV2Client(settings),
    sts: new STSClient(settings),
    scaling: new ApplicationAutoScalingClient(settings),
    cloudWatch: new CloudWatchClient(settings),
    rds: new RDSClient(settings),
  };
}

export const emulated = (endpoint: string): Place => ({
  region: 'us-east-1',
  endpoint,
  credentials: { accessKeyId: 'CONTRACT', secretAccessKey: 'contract' },
});

export function destroy({ ecs, ecr, elb, sts, scaling, cloudWatch, rds }: Clients): void {
  for (const client of [ecs, ecr, elb, sts, scaling, cloudWatch, rds]) client.destroy();
}

/** @throws NotInThisAccount */
export function needed<Thing>(thing: Thing | undefined, what: string): Thing {
  if (thing === undefined) throw new NotInThisAccount(what);
  return thing;
}
