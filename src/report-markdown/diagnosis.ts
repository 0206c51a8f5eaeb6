import type { Cause, LookedAt } from '../diagnosis.js';
import type { Report } from '../report.js';
import { clockWithSeconds } from '../runbook/wording.js';
import { paragraph } from './markdown.js';

/** Causes with their evidence, the most likely first, and what was looked at; nothing where nobody had to look. */
export function diagnosisLines({ diagnosis }: Report): string[] {
  if (diagnosis === undefined) return [];
  const { at, causes, conclusion, lookedAt } = diagnosis;
  return [
    `As seen at ${clockWithSeconds(at)}, the most likely cause first. Nothing of it was carried out by itself.`,
    '',
    ...(causes.length === 0 ? ['1. No cause was found.'] : causes.flatMap(causeLines)),
    ...(conclusion === undefined ? [] : [`- Besides: ${paragraph(conclusion)}`]),
    `- Looked at: ${lookedAt.map(sourceWords).join(' · ')}`,
  ];
}

const causeLines = ({ sentence, evidence, remedy, command, heading, carriedOutBy }: Cause): string[] => [
  `1. **${paragraph(sentence)}**`,
  ...evidence.map((line) => `   - ${paragraph(line)}`),
  `   - Remedy (by ${carriedOutBy}): ${paragraph(remedy)} (Runbook › ${heading})${command === undefined ? '' : `: \`${command}\``}`,
];

const sourceWords = ({ source, found }: LookedAt): string => `${source}: ${paragraph(found)}`;
