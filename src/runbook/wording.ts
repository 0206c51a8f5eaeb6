// How numbers, times and releases are written, everywhere the same: plan, state card, checklist, pages and report.
import type { ReleaseName, ServingCount, TargetRequest } from '../rollback.js';

/** A ratio (0–1) as people read it: "9.8 %", "12 %", "0.2 %"; a figure that is not zero never reads "0 %". */
export function percent(ratio: number): string {
  const value = ratio * 100;
  if (value >= 9.95) return `${Math.round(value)} %`;
  if (value > 0 && value < 0.05) return '< 0.1 %';
  return `${Number(value.toFixed(1))} %`;
}

/** A ratio as it was written, not rounded to what people read: "99.95 %". */
export const exactPercent = (ratio: number): string => `${Number((ratio * 100).toFixed(6))} %`;

/** Seconds with what tells them apart: "0.043 s", "0.51 s", "2.4 s". */
export const inSeconds = (seconds: number): string => `${Number(seconds.toPrecision(2))} s`;

export const grouped = (count: number): string => String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');

/** "03:04 UTC" */
export const clock = (at: string): string => `${new Date(at).toISOString().slice(11, 16)} UTC`;

/** "03:04:20 UTC" */
export const clockWithSeconds = (at: string): string => `${new Date(at).toISOString().slice(11, 19)} UTC`;

const months = 'January February March April May June July August September October November December'.split(' ');

/** "16 October" */
export function day(at: string): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''}`;
}

/** `family:revision` of a task definition's ARN. */
export const familyAndRevision = (taskDefinition: string): string => taskDefinition.replace(/^.*task-definition\//, '');

/** ":121" */
export const revisionOf = (taskDefinition: string): string => `:${taskDefinition.replace(/^.*:/, '')}`;

const withV = (version: string): string => (/^\d/.test(version) ? `v${version}` : version);

/** A release by its shortest name: "v1.2.2", else its commit, else "applylens-api-prod:121". */
export const shortName = ({ version, commit, taskDefinition }: ReleaseName): string =>
  version === undefined ? (commit?.slice(0, 12) ?? familyAndRevision(taskDefinition)) : withV(version);

/** A release by all its names: "v1.2.2 (def456, :121)". */
export function fullName(release: ReleaseName): string {
  const { version, commit, taskDefinition } = release;
  if (version === undefined && commit === undefined) return familyAndRevision(taskDefinition);
  const others = [...(version === undefined ? [] : [commit?.slice(0, 12)]), revisionOf(taskDefinition)];
  return `${shortName(release)} (${others.filter((name) => name !== undefined).join(', ')})`;
}

/** A target as it was asked for, by its one name. */
export const askedName = ({ version, commit, tag, taskDefinition = 'no target' }: TargetRequest): string =>
  oneLine(version === undefined ? (commit ?? tag ?? familyAndRevision(taskDefinition)) : withV(version), 120);

/** Tasks by release: "3 tasks v1.2.2, 1 task v1.2.3". */
export const tasksByRelease = (serving: readonly ServingCount[]): string =>
  serving.map(({ tasks, release }) => `${tasks} ${tasks === 1 ? 'task' : 'tasks'} ${withV(release)}`).join(', ');

/** " · quick time, 1 : 30"; nothing where durations are the runbook's. */
export const quickTime = ({ timeScale }: { readonly timeScale?: number }): string =>
  timeScale === undefined ? '' : ` · quick time, 1 : ${timeScale}`;

/** One line without control characters, cut to `most` characters. */
export function oneLine(text: string, most = 300): string {
  const flat = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return flat.length > most ? `${flat.slice(0, most - 1)}…` : flat;
}

/** What people and senders wrote, on one line, without marks. Twice is as once. */
export const inert = (text: string, most = 4_000): string => withoutMarks(oneLine(text, most));

/**
 * A text in which nothing is formatting, a link's text or a mention, in Markdown and in Slack alike: the characters that could
 * be are replaced by ones that look like them. A mark within a word marks nothing: ROLLED_BACK stays as it is.
 */
export const withoutMarks = (text: string): string =>
  text
    .replace(/[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/[<>`*~]/g, (sign) => lookAlike[sign] ?? sign)
    .replace(/\]\(/g, '] (')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '＿')
    .replace(/(?<![\p{L}\p{N}.+-])@(?=[\p{L}\p{N}])/gu, '＠');

const lookAlike: Readonly<Record<string, string>> = { '<': '‹', '>': '›', '`': 'ʼ', '*': '∗', '~': '∼' };

/** Whether two names are one person's, however they are written. */
export const samePerson = (one: string, other: string): boolean => asOne(one) === asOne(other);

const asOne = (name: string): string => inert(name).normalize('NFKC').toLowerCase();
