// What a rehearsal found, as people read it on a terminal. Pure.
import { inWords } from '../runbook/durations.js';
import type { RehearsalSummary, TestRun } from './rehearsal.js';
import { type Loss, lossInWords } from './step-verdict.js';
import { type TargetSchema, unlikeTargetInWords } from './target-schema.js';

interface Rehearsed {
  readonly plan: readonly string[];
  readonly rehearsal?: RehearsalSummary;
  readonly notValid?: string;
}

export function rehearsalLines({ plan, rehearsal, notValid }: Rehearsed): string[] {
  if (rehearsal === undefined) return [...plan, '', 'Nothing was rehearsed.'];
  const { steps, doesNotComeUpAgain } = rehearsal;
  return [
    ...plan,
    '',
    'On a copy of staging, which is removed:',
    ...steps.map(
      ({ revision, tookMs, loses }) => `  ${revision} taken back in ${inWords(tookMs)}${lostInWords(loses)}`,
    ),
    `  tests of the target on its schema: ${testsInWords(rehearsal.tests)}`,
    `  tests of the target on the newer schema: ${testsInWords(rehearsal.testsBefore)}`,
    `  the schema after the steps is ${schemaInWords(rehearsal.schema)}`,
    `  up again: ${doesNotComeUpAgain ?? 'the same schema came back'}`,
    ...(rehearsal.notKnown === undefined ? [] : [`  ${rehearsal.notKnown}`]),
    '',
    notValid === undefined ? 'Production may go this way.' : `Production may not go this way: ${notValid}.`,
  ];
}

const lostInWords = (loses: readonly Loss[] = []): string =>
  loses.length === 0 ? '' : `, with ${loses.map(lossInWords).join(', ')}`;

/** Before an approval: what the rehearsal found that speaks against it. */
export function rehearsedInWords({ schema, doesNotComeUpAgain }: RehearsalSummary): string[] {
  const unlike = unlikeTargetInWords(schema);
  return [
    ...(unlike === undefined ? [] : [`rehearsed, its schema is ${unlike}`]),
    ...(doesNotComeUpAgain === undefined ? [] : [`rehearsed, it cannot be gone up again: ${doesNotComeUpAgain}`]),
  ];
}

const schemaInWords = (schema: TargetSchema | undefined): string =>
  schema?.state === 'not known'
    ? `not compared with the target's own: ${schema.why}`
    : (unlikeTargetInWords(schema) ?? (schema === undefined ? 'not compared' : "the target's own"));

function testsInWords(tests: TestRun): string {
  if (tests.state === 'not configured') return 'not configured';
  const last = tests.lastLines.at(-1);
  return `${tests.state} in ${inWords(tests.tookMs)} (${tests.command})${last === undefined ? '' : `: ${last}`}`;
}
