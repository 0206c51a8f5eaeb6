// Causes that no task tells: the schema, what /health says, and trouble that was there before.
import { percent, shortName } from '../wording.js';
import { type Finding, finding } from './finding.js';
import { readLine } from './log-lines.js';
import type { Trouble } from './trouble.js';

export const causesInTheWholePicture = (trouble: Trouble): Finding[] => [
  ...inSchema(trouble),
  ...inHealth(trouble),
  ...alreadyBad(trouble),
];

/** A dependency, an exit or a parameter explains more. */
const ofWhatShouldFit = 18;

function inSchema({ entry, release, schema }: Trouble): Finding[] {
  if (schema.state !== 'known' || schema.value.expected === schema.value.actual) return [];
  const { expected, actual, fits } = schema.value;
  const sentence = `${shortName(release)} expects schema revision ${expected}, the database is at ${actual}`;
  const evidence = [`alembic_version says ${actual}`];
  if (fits === undefined) return [finding(entry, 'database schema', sentence, evidence, 105)];
  return [finding(entry, 'database schema', `${sentence}, on which it should run: ${fits}`, evidence, ofWhatShouldFit)];
}

function inHealth({ entry, release, evidence: { health } }: Trouble): Finding[] {
  const read = health.state === 'known' ? readLine(health.value) : undefined;
  if (health.state !== 'known' || read === undefined) return [];
  return [finding(entry, read.kind, `${shortName(release)} ${read.says}`, [`/health answers ${health.value}`])];
}

function alreadyBad({ entry, before, servesAlone }: Trouble): Finding[] {
  if (!servesAlone || before.state !== 'known' || before.value === null || before.value <= entry.errorRateAbove)
    return [];
  const sentence = `Errors were at ${percent(before.value)} before the release we left was deployed`;
  return [finding(entry, 'already bad before', sentence, [`${sentence} (limit ${percent(entry.errorRateAbove)})`])];
}
