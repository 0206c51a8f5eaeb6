// Pages that a rollback asks for: they go out in order and outlive it. What became of each is said in the timeline.
import type { PagingEntry } from './catalogue/people-entry.js';

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

type Paging = PagingEntry | undefined;

/** The manager hears of what was done alone; everything else that a rollback asks for is the on-call's. */
export const pagedFor = (about: string): 'the on-call' | undefined =>
  about === 'approval' || about === 'the operator' ? 'the on-call' : undefined;

/** Where no key of the on-call's own is in the catalogue, `escalateTo` is paged for everything. */
export const whomPaged = (paging: Paging, to: 'the on-call' | undefined): string | undefined =>
  to === undefined || paging === undefined || paging.onCallRoutingKey === undefined ? paging?.escalateTo : to;

const words: Readonly<Record<PageSubject, { readonly about: string; readonly over: string }>> = {
  approval: { about: ' for approval', over: 'its gate was over before it could be sent' },
  'the operator': { about: '', over: 'nobody was needed any more before it could be sent' },
  'break-glass': { about: ' about the break-glass', over: '' },
};

/** A line of the timeline. */
export function pagedInWords(
  { about, became, why = '' }: Pick<Paged, 'about' | 'became' | 'why'>,
  paging: Paging,
): string {
  const whom = `${whomPaged(paging, pagedFor(about)) ?? 'somebody'}${words[about].about}`;
  switch (became) {
    case 'sent':
      return `paged ${whom}`;
    case 'refused':
      return `could not page ${whom}: ${why}`;
    case 'dropped':
      return `the page to ${whom} was dropped: ${words[about].over}`;
    case 'resolved':
      return `the page to ${whom} was resolved`;
    case 'not resolved':
      return `the page to ${whom} could not be resolved: ${why}`;
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
