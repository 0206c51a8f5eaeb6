// What is lost by a downgrade, in the words that an approver reads and that break-glass has typed. Pure.
import { oneLine } from '../runbook/wording.js';
import type { Assessment, CountedLoss } from './assessment.js';
import { lossInWords } from './step-verdict.js';

/** "table consent_log (1,200 rows)", for an approver. */
export const countedInWords = (loss: CountedLoss): string => {
  const what = lossInWords(loss);
  const rows = loss.rows?.toLocaleString('en-US');
  if (loss.isChange === true) return `${what} changed (${rows === undefined ? 'not counted' : `up to ${rows}`})`;
  if (rows === undefined) return `${what} (not counted)`;
  return `${what} (${rows} ${loss.column === undefined ? 'rows' : 'values'})`;
};

const mostNamed = 3_000;

/** What an approver of data answers for, as the gate shows it and as break-glass has it typed. */
export function lossesInWords({ losses }: Pick<Assessment, 'losses'>): string {
  if (losses.length === 0) return 'nothing is lost';
  const named = losses.map(countedInWords).join(', ');
  if (named.length <= mostNamed) return named;
  const rows = losses.reduce((sum, { rows: each }) => sum + (each ?? 0), 0);
  return `${losses.length} tables and columns with ${rows.toLocaleString('en-US')} rows and values`;
}

/** Before an approval: what is gone already, then what goes, then what nobody can foretell. */
export function dataAtStake({ losses, alreadyLost, steps }: Assessment): string[] {
  const words = lossesInWords({ losses });
  const unclear = steps.filter(({ kind }) => kind === 'unclear').map(({ revision }) => revision);
  return [
    ...(alreadyLost.length === 0
      ? []
      : [oneLine(`comes back empty: ${alreadyLost.map(lossInWords).join(', ')}`, mostNamed)]),
    losses.length === 0
      ? words
      : `lost${losses.some(({ isChange }) => isChange) ? ' or changed' : ''} for good: ${words}`,
    ...(unclear.length === 0
      ? []
      : [
          `what ${unclear.join(', ')} take${unclear.length === 1 ? 's' : ''} away shows in the database only; on the copy it was nothing`,
        ]),
  ];
}
