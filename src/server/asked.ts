// What a body may say of a request for a rollback: never who asks or when, and never that a machine does for a person.
import type { z } from 'zod';
import type { CatalogueEntry } from '../catalogue/entry.js';
import { type Services, serviceNamed } from '../client/services.js';
import { askedByMachine, parseRequest } from '../requests.js';
import type { RollbackRequest } from '../rollback.js';
import { type Holder, isMachine } from './holder.js';
import { Problem } from './problem.js';
import type { requestBody } from './request-body.js';

export interface Asked {
  readonly entry: CatalogueEntry;
  readonly request: RollbackRequest;
}

/** The request in the name of the token's holder, accepted now. Throws 400, 403 or 422 with a sentence per field. */
export function requestFrom(body: z.output<typeof requestBody>, holder: Holder, services: Services): Asked {
  const { acceptedAt, ...said } = body;
  if (acceptedAt !== undefined) throw refused(400, 'acceptedAt: the server says when it accepted; leave it out');
  const parsed = parseRequest({ ...said, requestedBy: holder.name, acceptedAt: new Date().toISOString() });
  if (!parsed.ok) throw new Problem(422, `Nothing was started: ${parsed.problems.join('; ')}`, parsed.problems);
  const request = parsed.value;
  if (request.planOnly === true) throw refused(422, 'planOnly: a plan takes no lock; make it with: runback plan');
  if (askedByMachine(request) && !isMachine(holder)) throw refused(403, notAMachine(holder, request));
  const entry = serviceNamed(services, request.service, request.environment);
  return { entry, request: { ...request, service: entry.service, environment: entry.environment } };
}

// What a machine asks for has no requester: anybody may approve it, he who sent it too.
const notAMachine = ({ name }: Holder, { trigger }: RollbackRequest): string =>
  `trigger.kind: "${trigger?.kind ?? ''}" is a machine's, and ${name} is not a sender; leave it out, or say "person"`;

const refused = (status: number, sentence: string): Problem =>
  new Problem(status, `Nothing was started: ${sentence}`, [sentence]);
