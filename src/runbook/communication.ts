// Runbook › Communication: its templates, every word. A sentence is only said when what it says is so (decision 29).
import type { Severity } from '../rollback.js';
import { clock, oneLine } from './wording.js';

/** More seldom once people were waited for so long. */
export const updates = { every: '5 minutes', everyWhileWaiting: '30 minutes', longWait: '2 hours' } as const;

/** A line of a message; the label is what the runbook prints bold, before the text where it ends with a colon. */
export interface Line {
  readonly label?: string;
  readonly text: string;
}

const plainLine = ({ label, text }: Line): string => {
  if (label === undefined) return text;
  return label.endsWith(':') ? `${label} ${text}`.trimEnd() : `${text} ${label}`;
};

/** Without any markup. */
export const plainText = (lines: readonly Line[]): string => lines.map(plainLine).join('\n');

export type WaitsFor = 'approval' | 'the operator' | 'resume';

/** While it waits nothing is in progress: the headline says for what, and the action under which condition. */
const waiting: Readonly<Record<WaitsFor, readonly [headline: string, condition: string]>> = {
  approval: ['ROLLBACK WAITS FOR APPROVAL', ', once it is approved'],
  'the operator': ['ROLLBACK WAITS FOR THE OPERATOR', ', once a person has decided'],
  resume: ['ROLLBACK PAUSED', ', once it is resumed'],
};

export interface DuringRollback {
  readonly incident: string;
  readonly severity: Severity;
  readonly from: string;
  readonly to: string;
  /** "10 minutes", when it was predicted. */
  readonly eta?: string;
  readonly impact?: string;
  /** What holds it before its next step. */
  readonly waitsFor?: WaitsFor;
  /** Where updates follow, such as "in this thread"; absent when nobody posts any. */
  readonly updates?: string;
  /** How often, where people were waited for long. */
  readonly updatesEvery?: string;
}

const known = (label: string, text: string | undefined): Line[] =>
  text === undefined ? [] : [{ label, text: oneLine(text, 1_000) }];

export function rollbackInProgress(during: DuringRollback): Line[] {
  const { incident, severity, from, to, eta, impact, waitsFor, updates: where } = during;
  const { updatesEvery = updates.every } = during;
  const [headline, condition] = waitsFor === undefined ? ['ROLLBACK IN PROGRESS', ''] : waiting[waitsFor];
  return [
    { text: '🔴', label: headline },
    ...known('Incident:', incident),
    { label: 'Severity:', text: severity },
    { label: 'Action:', text: `Rolling back from ${from} to ${to}${condition}` },
    ...known('ETA:', eta),
    ...known('Impact:', impact),
    ...(where === undefined ? [] : [{ text: `Updates every ${updatesEvery} ${where}.` }]),
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
  /** Whether the incident is closed everywhere it was opened. */
  readonly incidentClosed: boolean;
  /** ISO time until which the monitor watches; absent when none does. */
  readonly monitoredUntil?: string;
}

export function rollbackComplete(after: AfterRollback): Line[] {
  const { to, recovered, checksPassed, checksMade, report } = after;
  const all = checksMade > 0 && checksPassed === checksMade;
  return [
    { text: '✅', label: 'ROLLBACK COMPLETE' },
    { label: 'Resolution:', text: `Rolled back to ${to}` },
    { label: 'Status:', text: recovered ? 'System stable' : 'not verified as recovered' },
    { label: 'Verification:', text: all ? 'All checks passing' : `${checksPassed} of ${checksMade} checks passing` },
    { label: 'Next Steps:', text: '' },
    { text: '  - Root cause analysis' },
    { text: '  - Fix and re-deploy' },
    ...(report === undefined ? [] : [{ text: `  - Postmortem draft: ${report}` }]),
    ...closingLine(after),
  ];
}

function closingLine({ incidentClosed, monitoredUntil }: AfterRollback): Line[] {
  const closed = incidentClosed ? ['Incident closed.'] : [];
  const watched = monitoredUntil === undefined ? [] : [`Monitoring until ${clock(monitoredUntil)}.`];
  const text = [...closed, ...watched].join(' ');
  return text === '' ? [] : [{ text }];
}

/** Runbook › Deployment in #deployments: exactly its line, and one that says which. */
export const rollbackInitiated = (environment: string): string => `🔴 Rollback initiated for ${environment}`;

export interface CustomerFacts {
  readonly resolved: boolean;
  /** ISO times between which customers were affected. */
  readonly from?: string;
  readonly until?: string;
}

export interface CustomerText {
  readonly title: string;
  readonly message: string;
}

/** Runbook › Customer Communication. Drafted here, sent once a person approved it. */
export function customerText({ resolved, from, until }: CustomerFacts): CustomerText {
  if (!resolved || from === undefined || until === undefined) {
    const since = from === undefined ? '' : ` since ${clock(from)}`;
    return {
      title: 'Service Degradation',
      message: `We are experiencing elevated error rates${since}. We are working on it. We apologize for any inconvenience.`,
    };
  }
  return {
    title: 'Service Degradation Resolved',
    message: [
      `We experienced elevated error rates between ${clock(from).slice(0, 5)}-${clock(until)}.`,
      'The issue has been resolved by rolling back a recent deployment. All systems are now operating normally.',
      'We apologize for any inconvenience.',
    ].join(' '),
  };
}

export const statusPageText = (facts: CustomerFacts): string => {
  const { title, message } = customerText(facts);
  return `${title}: ${message}`;
};
