// Who asked for a rollback, as far as it is proven, and what a gate makes of it (docs/decisions/0011). Pure.

import { byToken } from './by-token.js';
import type { CatalogueEntry } from './catalogue/entry.js';
import { askedByMachine } from './requests.js';
import type { Approval, RollbackRequest } from './rollback.js';
import { samePerson } from './runbook/wording.js';

export interface Requester {
  /** Absent where a machine asked, or nobody said who. */
  readonly by?: string;
  readonly kind: 'person' | 'machine';
  /** `claimed`: whoever could reach Temporal may have written it. */
  readonly identity: 'claimed' | 'authenticated';
}

export function requesterOf(request: RollbackRequest, identity: Requester['identity']): Requester {
  if (askedByMachine(request)) return { kind: 'machine', identity };
  const { requestedBy: by } = request;
  return { kind: 'person', identity, ...(by === undefined ? {} : { by }) };
}

type Asked = Pick<CatalogueEntry, 'service' | 'environment' | 'policy'>;

/** Whoever really asked may be one of the approvers, under his own name. */
const isInDoubt = ({ policy }: Asked, { identity }: Requester): boolean =>
  policy.identity === 'authenticated' && identity === 'claimed';

/** How many people have to approve: one more where it cannot be told who of them asked. */
export const approvalsNeeded = (entry: Asked, requester: Requester): number =>
  Math.max(1, entry.policy.approvals) + (isInDoubt(entry, requester) ? 1 : 0);

/** Those that count: an approver who turns out to have asked does not. */
export const approvalsThatCount = (approvals: readonly Approval[], { by }: Requester): readonly Approval[] =>
  approvals.filter((approval) => by === undefined || approval.by === undefined || !samePerson(approval.by, by));

/** A reason to ask people, and never to go ahead in silence; undefined where there is none. */
export function requesterInDoubt(entry: Asked, requester: Requester): string | undefined {
  if (!isInDoubt(entry, requester)) return undefined;
  const who = requester.kind === 'machine' ? 'a machine' : (requester.by ?? 'a person without a name');
  const command = `${byToken('start', entry)} --reason "…"`;
  return `that ${who} asked is only claimed: one more approver is needed, unless somebody asks for the same by token: ${command}`;
}
