// Pages that a rollback asks for: they go out in order and outlive it. What became of each is said in the timeline.

/** What they are about. */
export const pageSubjects = ['approval', 'the operator', 'break-glass'] as const;
export type PageSubject = (typeof pageSubjects)[number];

export interface PageAsked {
  readonly about: PageSubject;
  /** resolve: nobody is needed any more; a page that was not sent yet is dropped. */
  readonly action: 'trigger' | 'resolve';
  readonly dedupKey: string;
  readonly summary: string;
  readonly details: Readonly<Record<string, string>>;
}

const becomes = ['sent', 'refused', 'dropped', 'resolved', 'not resolved'] as const;

export interface Paged {
  readonly about: PageSubject;
  readonly became: (typeof becomes)[number];
  /** Of the run that asked for it. */
  readonly runKey: string;
  /** ISO time. */
  readonly at: string;
  /** Of what was refused. */
  readonly why?: string;
}

const called: Readonly<Record<PageSubject, { readonly page: string; readonly whom: string; readonly over: string }>> = {
  approval: {
    page: 'the page for approval',
    whom: 'the on-call for approval',
    over: 'its gate was over before it could be sent',
  },
  'the operator': {
    page: 'the page to the on-call',
    whom: 'the on-call',
    over: 'nobody was needed any more before it could be sent',
  },
  'break-glass': { page: 'the page about the break-glass', whom: '', over: '' },
};

/** A line of the timeline. `escalateTo`: as the catalogue calls whoever is paged for an escalation. */
export function pagedInWords(
  { about, became, why = '' }: Pick<Paged, 'about' | 'became' | 'why'>,
  escalateTo = 'the manager',
): string {
  const { page, over } = called[about];
  const whom = about === 'break-glass' ? `${escalateTo} about the break-glass` : called[about].whom;
  switch (became) {
    case 'sent':
      return `paged ${whom}`;
    case 'refused':
      return `could not page ${whom}: ${why}`;
    case 'dropped':
      return `${page} was dropped: ${over}`;
    case 'resolved':
      return `${page} was resolved`;
    case 'not resolved':
      return `${page} could not be resolved: ${why}`;
  }
}

const isText = (value: unknown, most: number): value is string => typeof value === 'string' && value.length <= most;
const isOneOf = <T>(all: readonly T[], value: unknown): value is T => all.some((each) => each === value);

/** Whoever may signal may say anything: undefined for what has another shape. */
export function pageAskedIn(value: unknown): PageAsked | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { about, action, dedupKey, summary, details } = value as Partial<PageAsked>;
  const isKnown = isOneOf(pageSubjects, about) && isOneOf(['trigger', 'resolve'], action);
  const areTexts = typeof details === 'object' && Object.values(details).every((each) => isText(each, 2_000));
  return isKnown && areTexts && isText(dedupKey, 255) && isText(summary, 1_024) ? (value as PageAsked) : undefined;
}

export function pagedIn(value: unknown): Paged | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { about, became, runKey, at, why } = value as Partial<Paged>;
  const isKnown = isOneOf(pageSubjects, about) && isOneOf(becomes, became);
  const isDated = typeof at === 'string' && !Number.isNaN(Date.parse(at));
  return isKnown && isDated && isText(runKey, 300) && (why === undefined || isText(why, 2_000))
    ? (value as Paged)
    : undefined;
}
