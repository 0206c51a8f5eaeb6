// Accept (design §5.1): a request of the right shape, for a service that the catalogue knows. A run that is wrong here fails at once.
import { ApplicationFailure } from '@temporalio/workflow';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { sentenceOf } from '../src/failures.js';
import { parseRequest } from '../src/requests.js';
import type { RollbackRequest } from '../src/rollback.js';
import type { Course } from './course.js';
import { causeOf } from './endings.js';
import { acceptRequest } from './local-proxies.js';

/** Fails with InvalidRequest and a sentence per field. */
export function validated(input: unknown): RollbackRequest {
  const parsed = parseRequest(input);
  if (parsed.ok) return parsed.value;
  throw ApplicationFailure.nonRetryable(
    sentenceOf({
      attempted: 'Read the request',
      cameBack: parsed.problems.join('; '),
      next: 'Nothing was touched. Start again with {"service", "environment", "reason"} and the fields of docs/requests.md',
    }),
    'InvalidRequest',
  );
}

/** The catalogue's word, from here on the run's own. Fails with what the catalogue says. */
export async function accept(course: Course): Promise<CatalogueEntry> {
  const accepted = await acceptRequest(course.request).catch((error: unknown) => {
    const { type, message } = causeOf(error);
    throw ApplicationFailure.nonRetryable(message, type);
  });
  course.entry = accepted.entry;
  course.searchAttributes = accepted.searchAttributes;
  return accepted.entry;
}
