// Runbook › Communication: its templates in plain text. A sentence is only said when what it says is so (decision 29).
import type { Severity } from '../rollback.js';
import { clock, oneLine } from './wording.js';

const updatesEvery = '5 minutes';

export interface DuringRollback {
  readonly incident: string;
  readonly severity: Severity;
  readonly from: string;
  readonly to: string;
  /** "10 minutes", when it was predicted. */
  readonly eta?: string;
  readonly impact?: string;
  /** Where updates follow, such as "in this thread"; absent when nobody posts any. */
  readonly updates?: string;
}

export function rollbackInProgress({ incident, severity, from, to, eta, impact, updates }: DuringRollback): string[] {
  return [
    'ROLLBACK IN PROGRESS',
    `Incident: ${oneLine(incident)}`,
    `Severity: ${severity}`,
    `Action: Rolling back from ${from} to ${to}`,
    ...(eta === undefined ? [] : [`ETA: ${eta}`]),
    ...(impact === undefined ? [] : [`Impact: ${oneLine(impact)}`]),
    ...(updates === undefined ? [] : [`Updates every ${updatesEvery} ${updates}.`]),
  ];
}

export interface AfterRollback {
  readonly to: string;
  /** Whether the verifier found production recovered. */
  readonly recovered: boolean;
  readonly checksPassed: number;
  readonly checksMade: number;
  /** Where the postmortem draft is. */
  readonly report?: string;
  /** ISO time until which the monitor watches; absent when none does. */
  readonly monitoredUntil?: string;
}

export function rollbackComplete(after: AfterRollback): string[] {
  const { to, recovered, checksPassed, checksMade, report, monitoredUntil } = after;
  const all = checksMade > 0 && checksPassed === checksMade;
  return [
    'ROLLBACK COMPLETE',
    `Resolution: Rolled back to ${to}`,
    ...(recovered ? ['Status: System stable'] : ['Status: not verified as recovered']),
    `Verification: ${all ? 'All checks passing' : `${checksPassed} of ${checksMade} checks passing`}`,
    'Next Steps:',
    '- Root cause analysis',
    '- Fix and re-deploy',
    ...(report === undefined ? [] : [`- Postmortem draft: ${report}`]),
    ...(monitoredUntil === undefined ? [] : [`Monitoring until ${clock(monitoredUntil)}.`]),
  ];
}

export interface CustomerFacts {
  readonly resolved: boolean;
  /** ISO times between which customers were affected. */
  readonly from?: string;
  readonly until?: string;
}

/** Runbook › Customer Communication. Drafted here, sent by a person. */
export function statusPageText({ resolved, from, until }: CustomerFacts): string {
  if (!resolved || from === undefined || until === undefined) {
    const since = from === undefined ? '' : ` since ${clock(from)}`;
    return `Service Degradation: We are experiencing elevated error rates${since}. We are working on it. We apologize for any inconvenience.`;
  }
  return [
    'Service Degradation Resolved:',
    `We experienced elevated error rates between ${clock(from).slice(0, 5)}-${clock(until)}.`,
    'The issue has been resolved by rolling back a recent deployment. All systems are now operating normally.',
    'We apologize for any inconvenience.',
  ].join(' ');
}
