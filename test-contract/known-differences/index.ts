import type { Json, Peer } from '../behaviour.js';
import { ministackDiffersInDatabases, motoDiffersInDatabases } from './databases.js';
import type { KnownDifference } from './known-difference.js';
import { ministackDiffers } from './ministack.js';
import { motoDiffers } from './moto.js';
import { ministackDiffersInTasks, motoDiffersInTasks } from './single-tasks.js';

/** A difference that disappears fails the contract as a new one does. The sandbox and AWS have none. */
export const knownDifferences: Readonly<Record<Peer, readonly KnownDifference[]>> = {
  sandbox: [],
  moto: [...motoDiffers, ...motoDiffersInTasks, ...motoDiffersInDatabases],
  ministack: [...ministackDiffers, ...ministackDiffersInTasks, ...ministackDiffersInDatabases],
  aws: [],
};

export function knownDifference(peer: Peer, behaviour: string): { because: string; observed: Json } | undefined {
  const found = knownDifferences[peer].find(({ observed }) => Object.hasOwn(observed, behaviour));
  const observed = found?.observed[behaviour];
  return found === undefined || observed === undefined ? undefined : { because: found.because, observed };
}
