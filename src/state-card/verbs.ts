import { byToken } from '../by-token.js';
import type { Verb } from '../identifiers.js';
import { oneLine } from '../runbook/wording.js';
import type { Status } from '../status.js';
import { whenStopped } from './when-stopped.js';

const command = ({ service, environment }: Status, verb: Verb): string =>
  `runback ${verb} ${service} --env ${environment}`;

/** Where only a proven name counts, the command says so. */
const answer = (status: Status, verb: 'approve' | 'reject' | 'decide'): string =>
  status.waiting?.byToken === true ? byToken(verb, status) : command(status, verb);

/** How to answer, of what would be taken now: the gate before the operator's decision before the end of a pause. */
export function answersNow(status: Status): string[] {
  const may = (verb: Verb) => status.legalVerbs.includes(verb);
  if (may('approve')) {
    const reject = may('reject') ? `        Reject: ${answer(status, 'reject')}  (${whenStopped(status)})` : '';
    return [`Approve: ${answer(status, 'approve')}${reject}`];
  }
  if (may('decide')) return [`Decide: ${answer(status, 'decide')} --action ${status.legalActions.join('|')}`];
  return may('resume') ? [`Go on: ${command(status, 'resume')}`] : [];
}

/** How to stop it, and what production will look like then. */
export function stopLine(status: Status): string {
  if (status.legalVerbs.includes('abort')) {
    return `To stop: ${command(status, 'abort')} --reason "…"  (${whenStopped(status)})`;
  }
  const { aborting } = status;
  if (aborting === undefined) return 'It is closing: there is nothing left to stop';
  return `Being stopped by ${oneLine(aborting.by, 60)}: ${oneLine(aborting.reason, 160)} (${whenStopped(status)})`;
}
