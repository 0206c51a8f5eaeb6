import { Trouble } from '../client/trouble.js';
import type { RollbackRequest } from '../rollback.js';
import type { Where } from './catalogue.js';
import { type RequestOptions, requestFrom } from './request-options.js';

/** Throws `bad input` with a sentence per wrong field. */
export async function requestOf(where: Where, options: RequestOptions): Promise<RollbackRequest> {
  const { parseRequest } = await import('../requests.js');
  const parsed = parseRequest(requestFrom(where, options));
  if (parsed.ok) return parsed.value;
  throw new Trouble('bad input', 'Nothing was started:', parsed.problems);
}
