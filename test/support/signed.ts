// What the server passes on for people whom it knows, signed with the key that the scripted worker checks it by.
import { randomUUID } from 'node:crypto';
import { checkRelayed, signed } from '../../activities/relayed.js';
import type { Relayable } from '../../src/identifiers.js';
import type { Role } from '../../src/relayed.js';
import type { RollbackRequest } from '../../src/rollback.js';

/** As vitest.config.ts has it for every file. */
const key = process.env.RUNBACK_TEST_RELAY_KEY ?? '';
const workflowId = 'rollback/prod/applylens-api';

/** A gate that demands proven names, and a worker that has the key. */
export const strict = {
  entry: { policy: { approvals: 1, identity: 'authenticated' as const } },
  checkRelayed: checkRelayed({ relayKey: 'env:RUNBACK_TEST_RELAY_KEY' }),
};

export const relayed = (verb: Relayable, roles: readonly Role[], message: object, withKey = key) =>
  signed(withKey, { workflowId, verb, roles }, { messageId: randomUUID(), ...message });

export const approvalBy = (by: string) => relayed('approve', ['approver'], { by });

/** A request as POST /rollbacks starts a run with it. */
export const askedBy = (
  by: string,
  more: Partial<RollbackRequest> = {},
  withKey = key,
  roles: readonly Role[] = ['operator'],
): RollbackRequest =>
  signed(
    withKey,
    { workflowId, verb: 'request', roles },
    {
      service: 'applylens-api',
      environment: 'prod',
      reason: '*5xx* since v1.2.3',
      requestedBy: by,
      requestId: randomUUID(),
      ...more,
    },
  );
