import type { Report } from '../report.js';
import { prevention } from '../runbook/prevention.js';
import { paragraph } from './markdown.js';

/** Each of the runbook's recommendations, and whether it was kept, where production was looked at. */
export const preventionLines = ({ prevention: judged = [] }: Report): string[] =>
  prevention.map(({ title, words }) => {
    const found = judged.find((each) => each.title === title);
    const kept = found && `: **${found.kept}**, ${paragraph(found.evidence, 600)} (source: ${paragraph(found.source)})`;
    return `- ${title}: ${words}${kept ?? ''}`;
  });
