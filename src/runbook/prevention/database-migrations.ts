// Runbook › Prevention, "Make migrations backwards-compatible": what shows whether the release that was gone back to runs on the
// newer schema. What the catalogue only vouches for, and what nothing shows, is unknown.
import type { Assessment } from '../../database/assessment.js';
import { compatibilityOf } from '../../database/order.js';
import type { RehearsalSummary } from '../../database/rehearsal.js';
import { lossInWords } from '../../database/step-verdict.js';
import type { Judged, NewerMigrations } from '../../prevention.js';
import type { Fact } from '../../rollback.js';
import { oneLine } from '../wording.js';

const shownRevisions = 10;
const source = 'the database and the migrations of both releases';

type Assessed = Pick<Assessment, 'database' | 'from' | 'steps' | 'lacks' | 'isAdditive' | 'alreadyLost' | 'rehearsed'>;

/** What of an assessment counts here, bounded. `servedOn`: how the target fared on the schema as it is. */
export function newerMigrations(
  assessment: Assessed,
  {
    rehearsal,
    isVouchedFor,
    servedOn,
  }: {
    readonly rehearsal?: RehearsalSummary | undefined;
    readonly isVouchedFor: boolean;
    readonly servedOn?: NewerMigrations['servedOn'] | undefined;
  },
): NewerMigrations {
  const { database, from, steps, lacks, alreadyLost, rehearsed } = assessment;
  return {
    database,
    at: from,
    revisions: steps.slice(0, shownRevisions).map(({ revision }) => revision),
    count: steps.length,
    lacks: lacks.length > 0,
    compatibility: compatibilityOf(assessment, false, rehearsal),
    testsFailed: (rehearsal ?? rehearsed)?.testsBefore.state === 'failed',
    dropped: alreadyLost.slice(0, shownRevisions).map(lossInWords),
    isVouchedFor,
    ...(servedOn === undefined ? {} : { servedOn }),
  };
}

export function judgeMigrations(seen: Fact<NewerMigrations>): Judged {
  if (seen.state === 'not connected')
    return { kept: 'unknown', evidence: 'the catalogue names no migrations of a database', source };
  if (seen.state === 'unknown')
    return { kept: 'unknown', evidence: `the schema could not be compared: ${oneLine(seen.why, 300)}`, source };
  const { value } = seen;
  const { database, at, count, lacks, compatibility } = value;
  if (lacks) return { kept: 'unknown', evidence: compatibility.because, source };
  if (count === 0) {
    const evidence = `${database} is at ${at.join(', ') || 'no revision'}: no migration was applied that the target does not know`;
    return { kept: 'kept', evidence, source };
  }
  const { kept, because, shownBy = source } = shown(value);
  return { kept, evidence: `${migrationsInWords(value)}: ${because}`, source: shownBy };
}

interface Shown extends Pick<Judged, 'kept'> {
  readonly because: string;
  readonly shownBy?: string;
}

/** What production did counts most, then the target's own tests, then what the steps are. */
function shown({ servedOn, testsFailed, compatibility, isVouchedFor, dropped }: NewerMigrations): Shown {
  if (servedOn !== undefined) {
    const { release, fared, evidence } = servedOn;
    const because = fared === 'well' ? `${release} serves on them and was verified` : oneLine(evidence ?? '', 300);
    return { kept: fared === 'well' ? 'kept' : 'not kept', because, shownBy: `${release} in production` };
  }
  const { isProven, because } = compatibility;
  if (isProven) return { kept: 'kept', because };
  if (testsFailed) return { kept: 'not kept', because, shownBy: 'the rehearsal' };
  const lost = dropped.length === 0 ? '' : ` (dropped: ${dropped.join(', ')})`;
  const vouched = isVouchedFor ? '; that it does is only said in the catalogue (releasesRunOnNewerSchema)' : '';
  return { kept: 'unknown', because: `${because}${lost}${vouched}` };
}

function migrationsInWords({ database, revisions, count }: NewerMigrations): string {
  const more = count > revisions.length ? ` and ${count - revisions.length} more` : '';
  return `${database} has ${revisions.join(', ')}${more}, which the target does not know`;
}
