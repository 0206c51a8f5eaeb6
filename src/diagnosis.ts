// Why a rollback did not help: what is likely, by what evidence, and what the runbook says to do (design §8).

export const causeKinds = [
  'parameter missing',
  'secret not readable',
  'image missing',
  'database schema',
  'linker',
  'import',
  'setting missing',
  'out of memory',
  'no capacity',
  'log group missing',
  'start refused',
  'dependency',
  'already bad before',
  'exits',
  'health check',
  'parameter changed',
  'errors',
] as const;
export type CauseKind = (typeof causeKinds)[number];

/** Who may do it. Nothing that changes production is done by the diagnosis itself. */
export type CarriedOutBy =
  | 'a person'
  /** `decide`: this run goes on that way once somebody says so. */
  | 'decide'
  /** A database rollback has gates of its own: backup, rehearsal, two approvers (decision 13). */
  | 'its own gates';

export interface Cause {
  readonly kind: CauseKind;
  /** Without a full stop. */
  readonly sentence: string;
  readonly evidence: readonly string[];
  readonly remedy: string;
  readonly command?: string;
  /** Of the runbook. */
  readonly heading: string;
  readonly carriedOutBy: CarriedOutBy;
}

export interface LookedAt {
  readonly source: string;
  readonly state: 'read' | 'unknown' | 'not connected';
  readonly found: string;
}

export interface Diagnosis {
  /** ISO time at which production was read. */
  readonly at: string;
  /** The most likely first. */
  readonly causes: readonly Cause[];
  /** What is known besides: "the release we left was not the cause, or not alone". */
  readonly conclusion?: string;
  readonly lookedAt: readonly LookedAt[];
}

/** One sentence for cards and pages; never that nothing is wrong. */
export function likelyCause({ causes: [first], conclusion, lookedAt }: Diagnosis): string {
  const besides = conclusion === undefined ? '' : `; ${conclusion}`;
  if (first !== undefined) return `${first.sentence}${besides}`;
  const looks = lookedAt.map(({ source, found }) => `${source} (${found})`).join(', ');
  return `no cause found${besides}. Looked at: ${looks}`;
}
