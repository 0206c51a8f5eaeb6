import type { RecordedCall } from '../sandbox/aws/calls.js';
import type { Stage } from '../sandbox/stage.js';

/** As whom Runback asks AWS in a simulation; a release script has credentials of its own. */
export const runback = 'SANDBOX';

/** Every operation that Runback has asked of this production's AWS, once, in the order of names. */
export async function operationsAsked({ urls }: Stage): Promise<string[]> {
  const answer = await fetch(new URL('/calls', urls.control));
  const { calls } = (await answer.json()) as { calls: readonly RecordedCall[] };
  return [
    ...new Set(calls.filter(({ accessKeyId }) => accessKeyId === runback).map(({ operation }) => operation)),
  ].sort();
}
