// What a run knows of its gate and of the people who were asked.
import type { CancellationScope } from '@temporalio/workflow';
import type { Approval } from '../src/rollback.js';

export interface Gate {
  /** Why people are asked although the policy, or silence, would go ahead. */
  readonly doubts: readonly string[];
  readonly approvals: Approval[];
  /** Checklist items that a person confirms before it opens. */
  readonly confirmations: readonly string[];
  rejected?: Approval;
  /** One person's word that is enough. */
  broken?: Approval;
}

export interface OperatorPage {
  readonly dedupKey: string;
  readonly why: string;
  readonly scope: CancellationScope;
  isOver: boolean;
}

export interface OfGate {
  gate?: Gate;
  /** The channels on which the question reached somebody. */
  readonly delivered: Set<string>;
  /** The page that asks for approval, when there was one. */
  approvalPage?: OperatorPage;
  /** Ends when that page is taken back. */
  takenBack?: Promise<void>;
}
