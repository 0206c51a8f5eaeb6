// Text that came from outside, made safe for one line of Markdown, and a document that stays within its bound.
import { bytesOf } from '../bytes.js';
import { mostBytes, mostTimelineEntries } from '../report-bounds.js';
import type { TimelineEntry } from '../rollback.js';
import { oneLine } from '../runbook/wording.js';

const mostInList = 200;

/** One line in which nothing becomes HTML, code or a link; everything else stays readable as it is. */
export const paragraph = (text: string, most = 400): string =>
  oneLine(text, most).replace(/`|<(?=[a-z/!?])|(?<=\])\(/gi, '\\$&');

export const section = (title: string, lines: readonly string[]): string[] => ['', `## ${title}`, '', ...lines];

export function listed<T>(entries: readonly T[], line: (entry: T) => string): string[] {
  if (entries.length === 0) return ['- none'];
  const shown = entries.length > mostTimelineEntries + 1 ? entries.slice(0, mostInList) : entries;
  const left = entries.length - shown.length;
  return [...shown.map((entry) => `- ${line(entry)}`), ...(left === 0 ? [] : [`- … and ${left} more`])];
}

/** The first and the newest entries; what was left out between them is said. */
export function boundedTimeline(timeline: readonly TimelineEntry[], most: number): readonly TimelineEntry[] {
  if (timeline.length <= most) return timeline;
  const half = Math.floor(most / 2);
  const newest = timeline.slice(timeline.length - half);
  const left = timeline.length - 2 * half;
  const at = newest[0]?.at ?? timeline[0]?.at ?? '';
  return [...timeline.slice(0, half), { at, text: `… ${left} lines are in the JSON report only …` }, ...newest];
}

/** The document with as much of the timeline as fits. */
export function fitting(write: (timelineEntries: number) => readonly string[]): string {
  for (let entries = mostTimelineEntries; entries >= 2; entries = Math.floor(entries / 2)) {
    const text = `${write(entries).join('\n')}\n`;
    if (bytesOf(text) <= mostBytes) return text;
  }
  const text = write(2).join('\n');
  return `${text.slice(0, Math.floor(mostBytes / 3) - 100)}\n\n… the rest is in the JSON report only …\n`;
}
