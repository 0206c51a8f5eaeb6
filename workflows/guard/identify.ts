// Before a guard guards: which service, which deployment, and whether another run has it already.
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ApplicationFailure, isCancellation, ParentClosePolicy, startChild, workflowInfo } from '@temporalio/workflow';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import { sentenceOf } from '../../src/failures.js';
import type { Guarded } from '../../src/guard/deployment-course.js';
import { type GuardRequest, parseGuardRequest } from '../../src/guard/guard-request.js';
import type { GuardEnd } from '../../src/guard/guard-status.js';
import { guardId, queues } from '../../src/identifiers.js';
import { causeOf } from '../endings.js';
import { acceptRequest } from '../local-proxies.js';
import { identifyDeployment } from './proxies.js';
import { endedAs } from './state.js';

/** Fails with InvalidRequest and a sentence per field. */
export function validatedGuard(input: unknown): GuardRequest {
  const parsed = parseGuardRequest(input);
  if (parsed.ok) return parsed.value;
  throw ApplicationFailure.nonRetryable(
    sentenceOf({
      attempted: 'Read what to guard',
      cameBack: parsed.problems.join('; '),
      next: 'Nothing is guarded. Start again with {"service", "environment"} and the fields of docs/guard.md',
    }),
    'InvalidRequest',
  );
}

export interface Identified {
  readonly entry: CatalogueEntry;
  readonly guarded: Guarded;
}

/** What to guard, or the end of a run that has nothing to guard. Fails with what the catalogue says. */
export async function identify(request: GuardRequest): Promise<Identified | GuardEnd> {
  const { service, environment, deployment } = request;
  const { entry } = await acceptRequest({ service, environment, reason: 'a guard' }).catch((error: unknown) => {
    const { type, message } = causeOf(error);
    throw ApplicationFailure.nonRetryable(message, type);
  });
  if (entry.prometheus === undefined) return nothingGuarded('the catalogue has no metrics of this service');
  const found = await identifyDeployment({ entry, ...(deployment === undefined ? {} : { deployment }) }).catch(
    (error: unknown) => {
      if (isCancellation(error)) throw error;
      return { not: causeOf(error).message };
    },
  );
  if ('not' in found) return nothingGuarded(found.not);
  const { guarded } = found;
  const id = guardId(entry.environment, entry.service, guarded.id);
  return workflowInfo().workflowId === id
    ? { entry, guarded }
    : handOver(id, { ...request, service: entry.service, deployment: guarded.id });
}

const nothingGuarded = (why: string): GuardEnd => endedAs('not guarded', [`Nothing is guarded: ${why}`]);

/** The same deployment is guarded once: by whoever has its id. One that was ended by hand may be begun again. */
async function handOver(id: string, request: GuardRequest): Promise<GuardEnd> {
  try {
    await startChild('guardDeployment', {
      workflowId: id,
      taskQueue: queues.main,
      args: [request],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
    });
    return endedAs('handed over', [`${id} guards it`], { see: id, answer: 'started' });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return endedAs('handed over', [`${id} guards it, or has guarded it, already`], {
      see: id,
      answer: 'guarded already',
    });
  }
}
