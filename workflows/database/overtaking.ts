// An application request that comes while the gate of a database waits goes first, where the target runs on the newer schema (design §4).
import type { Speaker } from '../../src/message-rules.js';
import { askedByMachine } from '../../src/requests.js';
import type { RollbackRequest } from '../../src/rollback.js';
import { type Course, entryOf } from '../course.js';
import { besideGate } from './assess.js';

export interface Overtaking {
  readonly isDone: boolean;
  readonly said: string;
}

/** Undefined where the request has nothing to overtake. It is the caller who knows that both want the same target. */
export function overtake(course: Course, request: RollbackRequest, speaker: Speaker): Overtaking | undefined {
  const alone = besideGate(course);
  const { requestedBy: by = 'somebody' } = request;
  if (alone === undefined || request.database !== undefined) return undefined;
  const why = whyNot(course, request, speaker) ?? (alone.isProven ? undefined : alone.because);
  if (why !== undefined)
    return {
      isDone: false,
      said: `the application does not go before its database: ${why}. The gate of the database waits on; reject it, or abort, and start again without the database`,
    };
  course.withoutDatabase = { by };
  return {
    isDone: true,
    said: `the application goes first and alone (${alone.because}); the schema stays as it is, start again with --database to take it back`,
  };
}

/** A machine asks nobody's question, and a name that is only claimed is not enough where proven ones are demanded. */
function whyNot(course: Course, request: RollbackRequest, { identity }: Speaker): string | undefined {
  if (askedByMachine(request)) return 'an alert asked, and a person has to';
  return entryOf(course).policy.identity === 'authenticated' && identity === 'claimed'
    ? 'who asks is only claimed'
    : undefined;
}

/** How to do that, beside the question of the gate; undefined where nothing proves that it may be done. */
export function offerBeside(course: Course): string | undefined {
  const alone = besideGate(course);
  if (alone?.isProven !== true) return undefined;
  const { service, environment } = entryOf(course);
  return `the application alone may go first, ${alone.because}: runback start ${service} --env ${environment} --reason "application first"`;
}
