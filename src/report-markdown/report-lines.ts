import type { Approval, Attempt, ChecklistItem, SettingChange, TimelineEntry } from '../rollback.js';
import { between, inWords } from '../runbook/durations.js';
import { procedures } from '../runbook/rollback-procedures.js';
import { clockWithSeconds } from '../runbook/wording.js';
import type { Check } from '../verification.js';
import { paragraph } from './markdown.js';

const spoken = (by: string | undefined, identity?: string): string =>
  by === undefined ? '' : ` by ${paragraph(by, 60)}${identity === undefined ? '' : ` (${identity})`}`;

/** What it took beside what the runbook expects (decision 28). */
export function attemptLine({ method, result, reason, startedAt, endedAt }: Attempt): string {
  const { heading, expected } = procedures[method];
  const took = `took ${inWords(between(startedAt, endedAt))}, the runbook expects ${expected}`;
  return `${heading}: **${result}**, ${took}: ${paragraph(reason, 600)}`;
}

export const checkLine = ({ name, verdict, evidence }: Check): string =>
  `${paragraph(name, 120)}: **${verdict}**, ${paragraph(evidence, 600)}`;

/** Who, when and how: "done by ann at 03:04:20 UTC", "done automatically at …", "done by break-glass by olga at …". */
export function checklistLine({ title, state, by, how, at, evidence }: ChecklistItem): string {
  const who = how === 'automatic' ? ' automatically' : `${how === 'break-glass' ? ' by break-glass' : ''}${spoken(by)}`;
  const when = at === undefined ? '' : ` at ${clockWithSeconds(at)}`;
  return `[${state === 'done' ? 'x' : ' '}] ${title}: ${state}${who}${when}${evidence === undefined ? '' : `, ${paragraph(evidence, 600)}`}`;
}

export const approvalLine = ({ decision, by, identity, at, comment }: Approval): string =>
  `${clockWithSeconds(at)} **${decision}**${spoken(by, by === undefined ? undefined : (identity ?? 'claimed'))}${comment === undefined ? '' : `: ${paragraph(comment, 600)}`}`;

/** Nobody reads past it. */
export const breakGlassLine = ({ by, identity, at, comment = 'no reason' }: Approval): string =>
  `- **Break-glass**${spoken(by, identity ?? 'claimed')} alone at ${clockWithSeconds(at)}: ${paragraph(comment, 600)}`;

export const settingLine = ({ setting, from, to, at, putBackAt, stays }: SettingChange, isUndo = false): string => {
  const meant = isUndo ? 'stays so' : 'stays so; an undo puts the former value back';
  const now = stays === true ? meant : '**not put back**';
  const then = putBackAt === undefined ? now : `put back at ${clockWithSeconds(putBackAt)}`;
  return `${paragraph(setting)}: ${paragraph(from)} → ${paragraph(to)} at ${clockWithSeconds(at)}, ${then}`;
};

export const timelineLine = ({ at, text, by }: TimelineEntry): string =>
  `${at} ${paragraph(text, 600)}${by === undefined ? '' : ` (${paragraph(by, 60)})`}`;
