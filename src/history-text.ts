// The history as people read it on a terminal: a rollback in four lines.
import type { ClosedRun } from './history.js';
import { closedAtOf } from './history-query.js';
import type { Approval } from './rollback.js';
import { between, inWords } from './runbook/durations.js';
import { clock, oneLine } from './runbook/wording.js';

const minute = (at: string): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export function closedLines(run: ClosedRun): string[] {
  const { service, environment, outcome, headline, changed } = run;
  return [
    `${minute(closedAtOf(run))}  ${service} ${environment}  ${outcome}  ${oneLine(headline, 200)}`,
    `    asked: ${askedInWords(run)}`,
    `    approved: ${run.approvals.map(approvalInWords).join(' · ') || 'nobody was asked'}`,
    `    changed: ${changed}${tookInWords(run)}`,
  ];
}

function askedInWords({ asked: { by, kind, name, identity }, severity, reason, times }: ClosedRun): string {
  const machine = name === undefined ? `a machine (${kind})` : `${kind} ${oneLine(name, 80)}`;
  const who = by === undefined ? (kind === 'person' ? 'somebody without a name' : machine) : oneLine(by, 60);
  return `${who}${identity === undefined ? '' : ` (${identity})`}, ${clock(times.acceptedAt)}, ${severity}: ${oneLine(reason, 200)}`;
}

const words = {
  approve: 'by',
  'break-glass': 'by break-glass,',
  reject: 'rejected by',
  silence: 'by silence',
  'not asked': '',
} as const;

function approvalInWords({ decision, by, identity = 'claimed', at, comment }: Approval): string {
  if (by !== undefined) return `${words[decision]} ${oneLine(by, 60)} (${identity}), ${clock(at)}`;
  return decision === 'not asked' ? oneLine(comment ?? 'nobody was asked', 120) : `${words[decision]}, ${clock(at)}`;
}

function tookInWords({ times: { acceptedAt, restoredAt, closedAt } }: ClosedRun): string {
  const restored = restoredAt === undefined ? [] : [`restored after ${inWords(between(acceptedAt, restoredAt))}`];
  const closed = closedAt === undefined ? [] : [`closed after ${inWords(between(acceptedAt, closedAt))}`];
  const took = [...restored, ...closed];
  return took.length === 0 ? '' : ` · ${took.join(', ')}`;
}

export const openLine = (run: { service: string; environment: string; startedAt: string }): string =>
  `${minute(run.startedAt)}  ${run.service} ${run.environment}  OPEN  runback status ${run.service} --env ${run.environment}`;
