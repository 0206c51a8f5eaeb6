import type { Method } from '../src/rollback.js';

/** What a method says it did: from `restoredAt` on the target alone gets the traffic. A claim, never a result. */
export interface Claim {
  readonly method: Method;
  readonly taskDefinition: string;
  readonly deploymentId: string;
  readonly restoredAt: string;
}
