// A change of the service's configuration as a suspect (design §5.6): what the parameter store says was changed, and when. Pure.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Fact } from '../rollback.js';
import { between, inWords } from '../runbook/durations.js';
import { clock, oneLine } from '../runbook/wording.js';
import type { Suspicion } from './suspect.js';

/** A parameter that was there before and was given another value, which is never read. */
export interface ParameterChange {
  readonly name: string;
  /** ISO time of the newest change. */
  readonly at: string;
  readonly by: string;
}

type Changes = Fact<readonly ParameterChange[]> | undefined;
type Timed = Pick<CatalogueEntry, 'timings'>;

/** The newest within the catalogue's time before the onset, which is known no finer than one window of the error rate. */
export function suspectChange(changes: Changes, { onset }: Suspicion, { timings }: Timed): ParameterChange | undefined {
  if (changes?.state !== 'known') return undefined;
  return changes.value
    .filter(({ at }) => {
      const before = between(at, onset);
      return before >= -timings.errorRateMinute && before <= timings.suspectWithin;
    })
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))[0];
}

export function changeSentence({ name, at, by }: ParameterChange, { onset, onsetKnown }: Suspicion): string {
  const before = `${inWords(between(at, onset))} before ${onsetKnown ? 'the trouble began' : 'it was noticed'}`;
  return `the change of ${oneLine(name, 120)} at ${clock(at)} by ${oneLine(by, 80)}, ${before}`;
}

/** What is said against: another release reads the same parameters. */
export function changeSpeaksAgainst(changes: Changes, suspicion: Suspicion, entry: Timed): string[] {
  const found = suspectChange(changes, suspicion, entry);
  if (found !== undefined)
    return [
      `${oneLine(found.name, 120)} was changed at ${clock(found.at)} by ${oneLine(found.by, 80)}: a rollback does not put that back`,
    ];
  return changes?.state === 'unknown' && suspicion.is !== 'suspect'
    ? [`whether its parameters were changed is not known: ${oneLine(changes.why, 200)}`]
    : [];
}
