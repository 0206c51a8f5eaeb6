// What customers read once a rollback has ended without recovery: nobody changes it any more but a person.
import type { StatusPageEntry } from '../catalogue/people-entry.js';
import type { Notice, Thread } from '../notice.js';
import { shellWord } from '../plan/commands.js';

/** Which status stands there and the command that says something else; undefined where customers read the end, or nothing. */
export function customersStillRead(
  { api, page, url, token }: StatusPageEntry,
  { customerText }: Notice,
  thread?: Thread,
): string | undefined {
  if (customerText === undefined || customerText.status === 'resolved') return undefined;
  const at = thread?.incident === undefined ? undefined : `${api}/v1/pages/${page}/incidents/${thread.incident}`;
  const reads = `${url} still says "${thread?.status ?? customerText.status}" to customers`;
  if (at === undefined) return `${reads}: change it there`;
  return `${reads}; to change it: ${patch(at, token)}`;
}

function patch(address: string, token: string): string {
  const key = token.startsWith('env:') ? `$${token.slice('env:'.length)}` : 'KEY';
  const words = ['incident[status]=resolved', 'incident[body]=What you want customers to read'].map(
    (word) => `--data-urlencode ${shellWord(word)}`,
  );
  return `curl -X PATCH -H "Authorization: OAuth ${key}" ${words.join(' ')} ${shellWord(address)}`;
}
