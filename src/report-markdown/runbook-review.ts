// What this rollback says of the runbook itself: its durations beside the measured ones, and when it is to be read again.
import type { Report } from '../report.js';
import { inWords } from '../runbook/durations.js';
import { type MeasuredDuration, measuredDurations } from '../runbook/measured-durations.js';
import { paragraph } from './markdown.js';

export function runbookReview(report: Report): string[] {
  const measured = measuredDurations(report);
  const longer = measured.filter(({ isLonger }) => isLonger).map(({ part }) => part);
  const compared = measured.some(({ runbook }) => runbook !== undefined);
  const fits = compared
    ? 'No figure of the runbook was exceeded'
    : 'Nothing that the runbook has a figure for was measured';
  const differs =
    longer.length === 0
      ? fits
      : `Longer than the runbook has it: ${[...new Set(longer)].join(' · ')}. Judge at its review whether the figure holds`;
  return [
    ...measured.map(line),
    `- ${differs}${asMeasured(report)}`,
    ...(report.runbookReview === undefined ? [] : [`- ${paragraph(report.runbookReview)}`]),
  ];
}

const asMeasured = ({ timeScale }: Report): string =>
  timeScale === undefined ? '' : ` (measured in a simulation that is ${timeScale} times as fast)`;

const line = ({ part, tookMs, runbook, isLonger }: MeasuredDuration): string => {
  const verdict = runbook === undefined ? 'gives none' : `has ${runbook}: ${isLonger ? '**longer**' : 'within'}`;
  return `- ${part}: took ${inWords(tookMs)}, the runbook ${verdict}`;
};
