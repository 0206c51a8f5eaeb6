// What a person can do now, a button each, with what production will look like then. Pure.
import { consequenceOf, whenUndone } from '../../cli/consequence.js';
import type { Verb } from '../../identifiers.js';
import type { DecideAction } from '../../messages.js';
import type { Report } from '../../report.js';
import { statusPageText } from '../../runbook/communication.js';
import { familyAndRevision, shortName } from '../../runbook/wording.js';
import { whenStopped } from '../../state-card/when-stopped.js';
import type { Status } from '../../status.js';
import { leftBy } from '../../undone.js';
import type { Confirmable } from '../../vocabulary.js';

/**
 * The verbs of the page's addresses: `undo` is a decision while the run is open and a request of its own afterwards, and
 * `break-glass` an approval that says why one person is enough.
 */
export const pageVerbs = [
  'approve',
  'break-glass',
  'reject',
  'confirm',
  'decide',
  'pause',
  'resume',
  'abort',
  'note',
  'undo',
] as const;
export type PageVerb = (typeof pageVerbs)[number];

export const messageOf = (verb: PageVerb): Verb =>
  verb === 'undo' ? 'decide' : verb === 'break-glass' ? 'approve' : verb;

/** What deserves a second thought by its colour. */
export const stops = (verb: PageVerb): boolean => verb === 'abort' || verb === 'reject' || verb === 'break-glass';

export interface Offer {
  readonly verb: PageVerb;
  readonly label: string;
  /** What the button has already chosen: an item, an action. */
  readonly chosen: Readonly<Record<string, string>>;
  /** What production will look like then. */
  readonly then: string;
}

const gate = (status: Status): Offer[] => [
  { verb: 'approve', label: 'Approve', chosen: {}, then: consequenceOf('approve', status) },
  {
    verb: 'break-glass',
    label: 'Break glass: approve alone',
    chosen: {},
    then: `${consequenceOf('approve', status).replace(', as soon as enough people have approved', '')}, on your word alone: the manager is paged in the same second, and the report says why`,
  },
];

const plain = (verb: Verb, label: string) => (status: Status) => [
  { verb, label, chosen: {}, then: consequenceOf(verb, status) },
];

const confirmations = (status: Status): Offer[] =>
  status.legalItems.map((item) => ({
    verb: 'confirm',
    chosen: { item },
    ...(item === 'customer-text'
      ? { label: 'Approve the text for customers', then: whenToldToCustomers(status) }
      : { label: `Confirm: ${titleOf(item, status)}`, then: consequenceOf('confirm', status) }),
  }));

const titleOf = (name: Confirmable, { checklist }: Status): string =>
  checklist.find(({ item }) => item === name)?.title ?? name;

const whenToldToCustomers = ({ times: { alertAt, acceptedAt } }: Status): string =>
  `Then the status page says “${statusPageText({ resolved: false, from: alertAt ?? acceptedAt })}” and, in its words, how it goes on; production stays as it is`;

/** One word for one thing: what has a verb of its own is not offered as a decision too. */
const decisions = (status: Status): Offer[] =>
  status.legalActions
    .filter((action) => action !== 'undo' && !(action === 'abort' && status.legalVerbs.includes('abort')))
    .map((action) => ({
      verb: 'decide',
      label: `Decide: ${labels[action]}`,
      chosen: { action },
      then: whenDecided(action, status),
    }));

const labels: Readonly<Record<DecideAction, string>> = {
  retry: 'retry',
  skip: 'skip this method',
  'use-method': 'use another method',
  'choose-target': 'choose another target',
  proceed: 'end it as it is',
  undo: 'undo',
  abort: 'abort',
};

const replans = 'asks for approval where the way has changed';

function whenDecided(action: DecideAction, status: Status): string {
  const to = status.to === undefined ? 'a release not chosen yet' : shortName(status.to);
  const sentences: Readonly<Record<DecideAction, string>> = {
    retry: `Then it looks and plans again, goes on to ${to}, and ${replans}`,
    skip: `Then the method that waits is not tried, and the next one goes on to ${to}`,
    'use-method': `Then it goes on to ${to} by the method you name and by no other, and ${replans}`,
    'choose-target': `Then it looks again, goes to the release you name, and ${replans}`,
    proceed: `Then this rollback ends with the outcome that this is: ${whenStopped(status)}`,
    undo: whenUndone(status),
    abort: consequenceOf('abort', status),
  };
  return sentences[action];
}

const byVerb: { readonly [V in Verb]: (status: Status) => readonly Offer[] } = {
  approve: gate,
  reject: plain('reject', 'Reject'),
  confirm: confirmations,
  decide: decisions,
  pause: plain('pause', 'Pause'),
  resume: plain('resume', 'Resume'),
  abort: plain('abort', 'Abort'),
  note: plain('note', 'Add a note'),
};

const order: readonly Verb[] = ['approve', 'reject', 'confirm', 'decide', 'resume', 'pause', 'abort', 'note'];

/** What an open run would take now. */
export const offersOf = (status: Status): Offer[] => [
  ...order.filter((verb) => status.legalVerbs.includes(verb)).flatMap((verb) => byVerb[verb](status)),
  ...(status.legalActions.includes('undo')
    ? [{ verb: 'undo', label: 'Undo', chosen: {}, then: whenUndone(status) } as const]
    : []),
];

/** A run that does not answer takes these once it does. */
export const offersUnseen = (why: string): Offer[] => [
  {
    verb: 'abort',
    label: 'Abort',
    chosen: {},
    then: `The run does not answer just now (${why}): what production looks like is not known. It is told as soon as it does`,
  },
];

/** Once a rollback is over, it can be undone where it left a release for another. */
export function offersAfter(report: Report): Offer[] {
  const { from, service, environment } = report;
  const left = leftBy(report);
  if (left.found === 'nothing') return [];
  const what =
    left.found === 'canary'
      ? `the canary ${left.former.service} (${shortName(left.former.release)}) gets back what the last one took from it; the service is not touched`
      : `${service} ${environment} goes back to ${from === undefined ? familyAndRevision(left.taskDefinition) : shortName(from)}, which the last one left`;
  return [{ verb: 'undo', label: 'Undo', chosen: {}, then: `Then a rollback of its own begins: ${what}` }];
}
