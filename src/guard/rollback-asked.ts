// The rollback that a guard asks for: by the same object as everybody else, with what it has measured. Pure.
import type { RollbackRequest } from '../rollback.js';
import { clock, oneLine, shortName } from '../runbook/wording.js';
import type { Guarded } from './deployment-course.js';
import type { Finding } from './evaluation.js';

interface Asking {
  readonly service: string;
  readonly environment: string;
  /** Workflow id: who asks, and what the alert is known by. */
  readonly guard: string;
  /** ISO time of the evaluation. */
  readonly at: string;
  readonly requestId: string;
}

/** A machine's request, so the mode is that of `policy.modeOf` for the rule's name or `metric`. */
export function rollbackAskedFor(
  { name, words, evidence, onset, doubts }: Finding,
  { release, createdAt }: Guarded,
  { service, environment, guard, at, requestId }: Asking,
): RollbackRequest {
  return {
    service,
    environment,
    reason: oneLine(
      `${words}: ${evidence}, after the deployment of ${shortName(release)} at ${clock(createdAt)} (measured by its guard)`,
      2_000,
    ),
    requestedBy: guard.slice(0, 200),
    trigger: {
      kind: 'metric',
      name,
      summary: oneLine(evidence, 1_000),
      startsAt: onset ?? at,
      fingerprint: `${guard}/${name}`,
    },
    ...(doubts.length === 0 ? {} : { doubts: doubts.map((doubt) => oneLine(doubt, 600)) }),
    requestId,
    acceptedAt: at,
  };
}
