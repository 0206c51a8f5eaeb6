// Database first, or application first (design §7): the runbook's order unless the other was asked for, with what speaks for each. Pure.
import type { Assessment } from './assessment.js';
import type { RehearsalSummary } from './rehearsal.js';

export interface Ordered {
  readonly order: 'database-first' | 'application-first';
  readonly because: string;
}

export interface Compatibility {
  /** Whether the target release runs on the schema as it is now. */
  readonly isProven: boolean;
  readonly because: string;
}

/** What the catalogue vouches for, the rehearsal showed, or the steps themselves allow; in this order. */
export function compatibilityOf(
  { isAdditive, steps, lacks, rehearsed }: Pick<Assessment, 'isAdditive' | 'steps' | 'lacks' | 'rehearsed'>,
  vouched: boolean,
  rehearsal: Pick<RehearsalSummary, 'testsBefore'> | undefined = rehearsed,
): Compatibility {
  if (lacks.length > 0)
    return { isProven: false, because: `the target expects ${lacks.join(', ')}, which the database lacks` };
  if (steps.length === 0) return { isProven: true, because: 'the database bears the schema of the target' };
  if (rehearsal?.testsBefore.state === 'failed')
    return {
      isProven: false,
      because: `the target's tests fail on the newer schema: ${rehearsal.testsBefore.lastLines.at(-1) ?? ''}`,
    };
  if (vouched) return { isProven: true, because: 'the catalogue vouches for it (releasesRunOnNewerSchema)' };
  if (rehearsal?.testsBefore.state === 'passed')
    return { isProven: true, because: "the target's tests passed on the newer schema" };
  if (isAdditive) return { isProven: true, because: 'the newer migrations only add tables, columns and indexes' };
  return { isProven: false, because: 'nothing proves that the target runs on the newer schema' };
}

export function orderOf(asked: Ordered['order'] | undefined, { isProven, because }: Compatibility): Ordered {
  if (asked === 'application-first') return { order: asked, because: `asked for; ${because}` };
  const runbook = isProven ? `${because}, so the application may also go first` : because;
  return { order: 'database-first', because: `the runbook's order; ${runbook}` };
}
