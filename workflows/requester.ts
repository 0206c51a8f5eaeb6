// Who asked for this rollback: written by whoever could reach Temporal, until the server's signature proves it.
import { workflowInfo } from '@temporalio/workflow';
import { claimed, type Speaker } from '../src/message-rules.js';
import { mayUndoSecurity } from '../src/relayed.js';
import { requesterOf } from '../src/requester.js';
import type { RollbackRequest } from '../src/rollback.js';
import { type Course, note } from './course.js';
import { whoAnswers, whyAsked } from './gate-needs.js';
import { provenSpeaker } from './relayed.js';

/** No request is refused for its signature, a rollback may depend on it: then it is only claimed who asked. */
export async function askedBy(course: Course, sent: RollbackRequest, at: number = Date.now()): Promise<Speaker> {
  const speaker = await provenSpeaker(course, 'request', sent, at);
  if (!('forged' in speaker)) return speaker;
  note(course, `who asked is only claimed: ${speaker.forged}`);
  return claimed;
}

/** Of the request that the run began with, as it was sent; its age is what it was when Temporal took it. Never throws. */
export async function proveRequester(course: Course, sent: RollbackRequest): Promise<void> {
  if (sent.relayed === undefined) return;
  const speaker = await askedBy(course, sent, workflowInfo().startTime.getTime());
  course.requester = requesterOf(course.request, speaker.identity);
  if (speaker.identity === 'authenticated' && mayUndoSecurity(speaker.roles)) course.askedByAdmin = true;
}

/** Who asks for the same by a proven name stands for it from now on, where until now nobody did. */
export function standFor(course: Course, request: RollbackRequest, { identity }: Speaker): void {
  if (identity === 'claimed' || course.requester.identity === 'authenticated') return;
  course.requester = requesterOf(request, identity);
  const { gate, waiting } = course;
  if (gate === undefined || waiting === undefined) return;
  course.waiting = { ...waiting, from: whoAnswers(course), why: whyAsked(course) };
}
