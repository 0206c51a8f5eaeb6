import type { CatalogueEntry } from '../catalogue/entry.js';
import type { OutageFacts } from '../outage.js';
import type { Outcome } from '../rollback.js';
import { statusPageText } from './communication.js';
import { inWords } from './durations.js';
import { measuredScope, outageScope } from './outage-scope.js';
import { restoreFacts } from './restore.js';
import { oneLine } from './wording.js';

// Runbook › Escalation: "If rollback unsuccessful after 30 minutes". Unsuccessful: traffic is not restored (decision 18).
export const escalation = {
  after: '30 minutes',
  // The runbook says when, not how often.
  repeatedEvery: '15 minutes',
  actions: [
    'Page Engineering Manager',
    'Consider full outage response',
    'Evaluate database restore from backup',
    'Prepare customer communication',
  ],
} as const;

const production: readonly string[] = [
  'ROLLED_BACK',
  'ROLLED_BACK_TO_OTHER',
  'NOT_NEEDED',
  'PLANNED',
] satisfies Outcome[];
const inHand: readonly string[] = ['ABORTED', 'SUPERSEDED'] satisfies Outcome[];

/** Whether a page for lateness is over with this outcome: only where production is well, not where somebody gave up. */
export const needsNobody = (outcome: string): boolean => production.includes(outcome);

/** Whether a page that asked for a decision is over: also where a person took it, or deployed something else. */
export const isAnswered = (outcome: string): boolean => needsNobody(outcome) || inHand.includes(outcome);

export interface EscalationFacts {
  readonly entry: CatalogueEntry;
  /** Why it is paged: "not restored in time", "closed without a report", "workflow task keeps failing". */
  readonly reason: string;
  readonly rollbackId: string;
  /** Why the rollback was asked for. */
  readonly why: string;
  /** Milliseconds since it was accepted. */
  readonly lastedMs: number;
  /** ISO time of the page. */
  readonly at: string;
  /** Absent where nothing could be read in time. */
  readonly outage?: OutageFacts | undefined;
  /** The outage's scope as an earlier page could say it. */
  readonly scopeBefore?: string | undefined;
}

export interface EscalationPage {
  /** At most 1,024 characters, which is what Events v2 takes. */
  readonly summary: string;
  readonly details: Readonly<Record<string, string>>;
}

/** The page to the engineering manager: what is so, and the runbook's four actions as prepared facts. */
export function escalationPage(facts: EscalationFacts): EscalationPage {
  const { entry, reason, rollbackId, why, lastedMs, at, outage: seen, scopeBefore } = facts;
  const { service, environment } = entry;
  const measured = seen && measuredScope(seen, entry);
  const scope = measured === undefined ? '' : ` ${measured}.`;
  const { restore: restorable = '', ...commands } = restoreFacts(seen?.backups, entry, at);
  const [page, outage, restore, customers] = escalation.actions;
  return {
    summary: oneLine(
      `Rollback of ${service} ${environment}: ${meaningOf(reason, lastedMs)}${scope} Asked for because: ${why}`,
      1_000,
    ),
    details: {
      rollback: rollbackId,
      look: `runback status ${service} --env ${environment}`,
      ...(entry.dashboard === undefined ? {} : { dashboard: entry.dashboard }),
      [page]: `this page, to ${entry.paging?.escalateTo ?? 'nobody: no paging service in the catalogue'}`,
      [outage]: `${outageScope(seen, entry, scopeBefore)}; ${whatToSee(entry)}`,
      [restore]: restorable,
      ...commands,
      [customers]: `Ready to complete and send: ${statusPageText({ resolved: false })}`,
      ...contactsOf(entry),
    },
  };
}

function meaningOf(reason: string, lastedMs: number): string {
  if (reason === 'not restored in time') return `traffic is not restored after ${inWords(lastedMs)}.`;
  if (reason === 'closed without a report') return 'it ended without a report; production may be half changed.';
  return `${reason}.`;
}

const whatToSee = ({ service, healthProbe }: CatalogueEntry): string =>
  `see whether ${service} answers at ${healthProbe.url} and whether other services fail too`;

const contactsOf = ({ contacts }: CatalogueEntry): Record<string, string> =>
  Object.fromEntries(Object.entries(contacts).map(([name, contact]) => [`contact ${name}`, contact]));
