// The report as a postmortem draft (design §9): six lines that say how it stands, then the evidence. At most 256 KB.
import { touchedInWords } from './pipeline.js';
import type { Report } from './report.js';
import { databaseLines } from './report-markdown/database.js';
import { diagnosisLines } from './report-markdown/diagnosis.js';
import { firstSixLines } from './report-markdown/first-six-lines.js';
import { boundedTimeline, fitting, listed, paragraph, section } from './report-markdown/markdown.js';
import { preventionLines } from './report-markdown/prevention.js';
import {
  approvalLine,
  attemptLine,
  breakGlassLine,
  checkLine,
  checklistLine,
  settingLine,
  timelineLine,
} from './report-markdown/report-lines.js';
import { runbookReview } from './report-markdown/runbook-review.js';
import { timesTable } from './report-markdown/times-table.js';
import { troubleshooting } from './report-markdown/troubleshooting.js';
import { fullName, oneLine, quickTime } from './runbook/wording.js';

/** What happened and what shows it; what nobody has written yet is marked as such. */
export function reportMarkdown(report: Report): string {
  return fitting((timelineEntries) => [
    ...firstSixLines(report),
    ...section('What happened', whatHappened(report)),
    ...section('Times', timesTable(report.times)),
    ...evidence(report),
    ...sectionIfAny('Database', databaseLines(report)),
    ...sectionIfAny('Diagnosis', diagnosisLines(report)),
    ...sectionIfAny('Troubleshooting', troubleshooting(report)),
    ...sectionIfAny(
      'Pin it, or it comes back',
      (report.pin ?? []).map((line) => `- ${paragraph(line, 600)}`),
    ),
    ...sectionIfAny(
      'Undo by hand',
      (report.undoByHand ?? []).map((command) => `    ${command}`),
    ),
    ...section('Root cause', ['To be written by a person.']),
    ...section('Prevention', preventionLines(report)),
    ...section('Runbook review', runbookReview(report)),
    ...section('Timeline', listed(boundedTimeline(report.timeline, timelineEntries), timelineLine)),
  ]);
}

const sectionIfAny = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : section(title, lines);

function whatHappened(report: Report): string[] {
  const { service, environment, reason, severity, trigger, from, to, impact, request, id, pipeline } = report;
  const { kind, name, summary } = trigger;
  const beside = report.undoesCanary === true ? ' alone' : '';
  const told = [name, summary].filter((each) => each !== undefined).map((each) => ` · ${paragraph(each)}`);
  return [
    ...report.approvals.filter(({ decision }) => decision === 'break-glass').map(breakGlassLine),
    `- Service: ${service} ${environment}, ${severity}, request ${paragraph(id, 120)}${quickTime(report)}`,
    `- Reason: ${paragraph(reason, 1_000)}`,
    `- Trigger: ${kind}${told.join('')}`,
    `- From ${from === undefined ? 'a release that was not read' : fullName(from)}${beside} to ${beside === '' ? '' : 'the same beside the canary '}${to === undefined ? 'no target' : fullName(to)}`,
    ...(pipeline === undefined ? [] : [`- Pipeline: ${paragraph(touchedInWords(pipeline), 600)}`]),
    ...(impact === undefined
      ? []
      : [`- Impact: ${paragraph(impact, 1_000)}${request.impact === undefined ? ' (as measured)' : ''}`]),
  ];
}

const evidence = (report: Report): string[] => [
  ...section('What was tried', listed(report.attempts, attemptLine)),
  ...section(`Verification: ${report.verification.verdict}`, listed(report.verification.checks, checkLine)),
  ...section('Pre-rollback checklist', listed(report.checklist, checklistLine)),
  ...section('Approvals', listed(report.approvals, approvalLine)),
  ...section(
    'Settings changed',
    listed(report.settingsChanged, (each) => settingLine(each, report.undoesCanary)),
  ),
  ...section(
    'Releases passed over',
    listed(report.passedOver, (line) => paragraph(oneLine(line, 600))),
  ),
  ...section('Escalations', listed(report.escalations, timelineLine)),
  ...section(
    'Not connected',
    listed(report.notConnected, (name) => paragraph(name)),
  ),
];
