// An assessment as people read it in a plan and before they approve: what is gone already, then what would go, then how. Pure.

import { clock, day, oneLine } from '../runbook/wording.js';
import type { Assessment } from './assessment.js';
import { countedInWords } from './loss-words.js';
import type { Compatibility } from './order.js';
import { serviceLine } from './services-on.js';
import { lossInWords, type StepVerdict } from './step-verdict.js';

const shownSteps = 20;

/** `isAsked`: the schema is to be taken back as well. @param leftSince ISO time at which the release that is left was deployed */
export function assessmentLines(
  assessment: Assessment,
  { isProven, because }: Compatibility,
  isAsked: boolean,
  leftSince?: string,
): string[] {
  const { database, from, to, steps, refusals, invalidIndexes } = assessment;
  if (steps.length === 0 && refusals.length === 0)
    return [`${database} is at ${list(from)}, which the target bears`, ...broken(invalidIndexes)];
  const more = steps.length > shownSteps ? [`and ${steps.length - shownSteps} more steps`] : [];
  return [
    `${database} is at ${list(from)}, the target bears ${list(to)}: ${steps.length} step${steps.length === 1 ? '' : 's'} back`,
    ...takenFrom(assessment),
    ...goneAlready(assessment, leftSince),
    ...(isAsked
      ? refusals.length > 0
        ? []
        : wouldGo(assessment)
      : [`${isProven ? 'it stays as it is' : 'it is not proven that the target runs on it'}: ${because}`]),
    ...steps.slice(0, shownSteps).flatMap((step) => [stepLine(step), ...(isAsked ? howLines(step) : [])]),
    ...more,
    ...refusals.map((each) => `refused: ${each}`),
    ...broken(invalidIndexes),
  ];
}

const list = (revisions: readonly string[]): string => revisions.join(', ') || 'no revision';

const takenFrom = ({ stepsFrom }: Assessment): string[] =>
  stepsFrom === undefined
    ? []
    : [
        `the release that is left does not know ${list(stepsFrom.unknown)}: the steps are those of ${stepsFrom.tag} (${stepsFrom.commit.slice(0, 12)})`,
      ];

/** Nothing tells when a migration ran; a pipeline deploys after it. */
function goneAlready({ alreadyLost }: Assessment, leftSince: string | undefined): string[] {
  const ran = leftSince === undefined ? '' : ` (what is left was deployed at ${day(leftSince)} ${clock(leftSince)})`;
  return alreadyLost.map(
    (loss) =>
      `${lossInWords(loss)} was dropped by ${loss.step}: it comes back empty, its values are only in backups older than that${ran}`,
  );
}

function wouldGo({ losses, reaches, transactions, services, steps, rehearsed }: Assessment): string[] {
  const isOpen = rehearsed === undefined && steps.some(({ kind }) => kind === 'unclear');
  const lost =
    losses.length === 0
      ? isOpen
        ? 'what would be lost shows when it is rehearsed'
        : 'nothing would be lost'
      : `would be lost${losses.some(({ isChange }) => isChange) ? ' or changed' : ''}: ${losses.map(countedInWords).join(', ')}${isOpen ? '; and what shows when it is rehearsed' : ''}`;
  const how = transactions === 'one' ? 'in one transaction' : 'one transaction for each step';
  const beside = services.length > 1 ? services.map((each) => `on it: ${serviceLine(each)}`) : [];
  return [lost, ...beside, `${how}; locked meanwhile: ${reaches.join(', ') || 'nothing'}`];
}

const stepLine = ({ revision, kind, because, isTransactional, file, line, link }: StepVerdict): string =>
  `${revision} ${kind}${isTransactional ? '' : ', in part outside of a transaction'}: ${because} (${link ?? `${file}${line === undefined ? '' : `:${line}`}`})`;

const longest = 500;

/** What would be run; where that shows in the database only, what its author wrote. */
const howLines = ({ revision, sql, source }: StepVerdict): string[] => [
  ...(sql.length === 0 ? [] : [oneLine(`${revision} runs: ${sql.join('; ')}`, longest)]),
  ...(source === undefined ? [] : [oneLine(`${revision} reads: ${source}`, longest)]),
];

/** What a migration left that failed half way. */
const broken = (indexes: readonly string[]): string[] =>
  indexes.map((name) => `index ${name} is INVALID: a migration failed half way; DROP INDEX CONCURRENTLY ${name}`);
