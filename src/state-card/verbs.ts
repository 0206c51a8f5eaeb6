import type { Verb } from '../identifiers.js';
import { nobodyCanApprove } from '../message-rules.js';
import { oneLine, shortName } from '../runbook/wording.js';
import type { Status } from '../status.js';
import { servingNow } from './lines.js';

const command = ({ service, environment }: Status, verb: Verb): string =>
  `runback ${verb} ${service} --env ${environment}`;

/** How to answer, of what would be taken now: the gate before the operator's decision before the end of a pause. */
export function answersNow(status: Status): string[] {
  const may = (verb: Verb) => status.legalVerbs.includes(verb);
  if (may('approve')) {
    const reject = may('reject') ? `        Reject: ${command(status, 'reject')}  (${nothingChanged(status)})` : '';
    return [`Approve: ${command(status, 'approve')}${reject}`];
  }
  if (status.waiting?.what === 'approval') return [`Nobody can answer: ${nobodyCanApprove}`];
  if (may('decide')) return [`Decide: ${command(status, 'decide')} --action retry|choose-target|proceed|abort`];
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

const nothingChanged = ({ changed }: Status): string =>
  changed ? 'what was changed stays' : 'nothing has been changed, nothing will be';

/** An abort begins nothing new; a deployment that was begun is followed to its end, for ECS goes on with it anyway. */
function whenStopped(status: Status): string {
  const { changed, times, to } = status;
  if (!changed) return nothingChanged(status);
  if (times.stableAt !== undefined) return `stays: ${servingNow(status)}`;
  const end = to === undefined ? 'its end' : `its end at ${shortName(to)}`;
  return `now ${servingNow(status)}; the deployment is followed to ${end}, no further step is taken`;
}
