// What a run knows of its gate and of the people who were asked.
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
  /** Ids of the notices that ask. */
  readonly asked: Set<string>;
  /** The channels on which the question reached somebody. */
  readonly delivered: Set<string>;
  /** Of the page that asks for approval, where there was one. */
  page?: string;
}

export interface OperatorPage {
  readonly dedupKey: string;
  readonly why: string;
}

export interface OfGate {
  gate?: Gate;
  /** How many there were. */
  gates: number;
  /** Settles once the escalation workflow is there, or is known not to be. */
  escalating: Promise<void>;
  /** Settles once every page that was asked for is in the escalation workflow's hands. */
  pagesHanded: Promise<void>;
}
