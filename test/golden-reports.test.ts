import { describe, expect, it } from 'vitest';
import type { Report } from '../src/report.js';
import { reportMarkdown } from '../src/report-markdown.js';
import { commandsAfter } from './support/commands-after.js';
import { goldenReports, keptReport, withoutTimes } from './support/golden-reports.js';
import { keptHistories } from './support/kept-histories.js';
import { reportShape } from './support/report-shape.js';

const histories = new Map((await keptHistories()).map(({ name, read }) => [name, read]));

const reports = new Map<string, Promise<Report>>();

/** As today's workflow makes it of what was recorded. */
function madeAnew(history: string): Promise<Report> {
  const report = reports.get(history) ?? replayed(history);
  reports.set(history, report);
  return report;
}

async function replayed(history: string): Promise<Report> {
  const kept = await histories.get(history)?.();
  if (kept === undefined) throw new Error(`no history ${history}: record it as CONTRIBUTING.md says`);
  const commands = await commandsAfter(kept.history, kept.workflowId);
  const [end] = commands.flatMap((command) => ('end' in command ? [command.end] : []));
  return end as Report;
}

const firstSix = [
  /^[A-Z_]+: \S/,
  /^Serving now: \S/,
  /^Changed: \S/,
  /^Not put back: \S/,
  /^(Next|Likely cause): \S/,
  /^(Command: (`.+`|none is needed)|Next: (`.+` {3})?\S.*)$/,
];

describe.each(goldenReports)('the report of a run that ended as $name', ({ outcome, history, file }) => {
  it('reads as it did', async () => {
    const report = await madeAnew(history);
    const text = withoutTimes(reportMarkdown(report));
    expect(report.outcome).toBe(outcome);
    expect(text).toBe(await keptReport(file, text));
  });

  it('begins with how it ended, what serves, what was changed, what was not put back, the next step and a command', async () => {
    const lines = reportMarkdown(await madeAnew(history))
      .split('\n')
      .slice(0, 7);
    firstSix.forEach((form, index) => {
      expect(lines[index]?.trimEnd()).toMatch(form);
      expect(lines[index]?.length).toBeLessThanOrEqual(450);
    });
    expect(lines[0]).toMatch(new RegExp(`^${outcome}: `));
    expect(lines[6]).toBe('');
  });

  it('has the shape that other programs read', async () => {
    expect(reportShape.safeParse(await madeAnew(history)).error?.issues ?? []).toEqual([]);
  });
});
