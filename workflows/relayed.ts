// What the server vouches for: a relayed message is checked where it is heard, by a local activity that knows the key.
import { CancellationScope } from '@temporalio/workflow';
import type { SignatureChecked } from '../activities/activities.js';
import type { Relayable } from '../src/identifiers.js';
import { claimed, type Speaker } from '../src/message-rules.js';
import type { Sent } from '../src/messages.js';
import { staleness } from '../src/relayed.js';
import { type Course, note } from './course.js';
import { checkRelayed } from './local-proxies.js';

/** Who says it if its signature is right. */
export const saidToBe = ({ relayed }: Sent): Speaker =>
  relayed === undefined ? claimed : { identity: 'authenticated', roles: relayed.roles };

/** Who says it, as far as it is proven; a wrong or old signature never falls back to a written name. `at`: when it came. */
export async function provenSpeaker(
  course: Course,
  verb: Relayable,
  message: Sent,
  at: number = Date.now(),
): Promise<Speaker | { readonly forged: string }> {
  const { relayed } = message;
  if (relayed === undefined) return claimed;
  const stale = staleness(relayed, at);
  if (stale !== undefined) return { forged: stale };
  const { workflowId } = course.run;
  const checked = await CancellationScope.nonCancellable(() => checkRelayed({ workflowId, verb, message })).catch(
    (error: unknown): SignatureChecked => ({ signature: 'not checked', why: String(error) }),
  );
  switch (checked.signature) {
    case 'right':
      return saidToBe(message);
    case 'wrong':
      return { forged: 'its signature is not the server’s: nothing it says is believed' };
    case 'not checked':
      note(course, `the signature of a ${verb} could not be checked (${checked.why}): its name is only claimed`);
      return claimed;
  }
}
