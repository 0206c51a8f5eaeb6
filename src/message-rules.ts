// Whether a message can count now: one rule set for Updates, Signals, HTTP, CLI and Slack. Pure; a refusal is a sentence.
import { type AtStake, breakGlassRefused } from './break-glass.js';
import { byToken, onlyAnAdminUndoes } from './by-token.js';
import type { Verb } from './identifiers.js';
import type { Decide, DecideAction, Messages, Sent } from './messages.js';
import { mayApprove, mayUndoSecurity, type Role } from './relayed.js';
import { isRequested } from './release-match.js';
import type { Method, Phase, ReleaseName } from './rollback.js';
import { askedName, fullName, oneLine, samePerson } from './runbook/wording.js';
import { unknownTarget } from './target/unknown-target.js';
import { type Confirmable, confirmable } from './vocabulary.js';

/** Who says it: a name that was only written there, or one that the server vouches for, with its roles. */
export type Speaker =
  | { readonly identity: 'claimed' }
  | { readonly identity: 'authenticated'; readonly roles: readonly Role[] };

export const claimed: Speaker = { identity: 'claimed' };

export interface MessageState {
  readonly service: string;
  readonly environment: string;
  /** The names of this run, of which a message may carry one. */
  readonly runs: readonly string[];
  readonly phase: Phase;
  readonly gateOpen: boolean;
  readonly waitingForOperator: boolean;
  readonly paused: boolean;
  readonly aborting: boolean;
  /** Absent where a machine asked: any approver may approve. */
  readonly requestedBy?: string;
  readonly approvedBy: readonly string[];
  readonly openItems: readonly string[];
  /** Of the text for customers; absent where no status page is in the catalogue. */
  readonly customerText?: 'open' | 'approved';
  readonly identity: 'claimed' | 'authenticated';
  /** What the last look saw, newest first; empty before the first one. */
  readonly releases: readonly ReleaseName[];
  /** Task definition of the release that serves alone, where that is sure. */
  readonly serves?: string;
  /** Why there is nothing to undo; absent where there is. */
  readonly notToUndo?: string;
  /** Security is the reason: only an admin undoes it. */
  readonly isAboutSecurity?: true;
  /** The method that waits for a person. */
  readonly hindered?: Method;
  /** At the gate of a database. */
  readonly atStake?: AtStake;
  /** The methods that the policy allows. */
  readonly methods: readonly Method[];
}

type Rule<V extends Verb> = (message: Messages[V], state: MessageState, speaker: Speaker) => string | undefined;

/** What holds for an approval and a rejection alike. */
const answerRefused = (
  verb: 'approve' | 'reject',
  { by }: { readonly by: string },
  state: MessageState,
  speaker: Speaker,
): string | undefined => {
  if (!state.gateOpen) return `nothing waits for approval now; the run is in phase "${state.phase}"`;
  if (speaker.identity === 'authenticated') {
    if (mayApprove(speaker.roles)) return undefined;
    return `${by} holds ${speaker.roles.join(', ') || 'no role'}; at a gate it needs approver or admin`;
  }
  return onlyClaimed(verb, by, state, speaker);
};

/** What moves a rollback on counts in a proven name only, where the service demands that. */
const onlyClaimed = (verb: Verb, by: string, state: MessageState, { identity }: Speaker): string | undefined =>
  state.identity === 'claimed' || identity === 'authenticated'
    ? undefined
    : `the name "${by}" is only claimed, and this service demands a proven one: ${byToken(verb, state)}`;

const approveRefused: Rule<'approve'> = (message, state, speaker) => {
  const { by } = message;
  const refused = answerRefused('approve', message, state, speaker);
  if (refused !== undefined) return refused;
  if (message.breakGlass !== undefined) return breakGlassRefused(message, state, speaker);
  if (state.requestedBy !== undefined && samePerson(by, state.requestedBy))
    return `${by} asked for this rollback; another person approves it`;
  if (state.approvedBy.some((each) => samePerson(each, by))) return `${by} has approved already; nobody counts twice`;
  return undefined;
};

const isClosing = ({ phase }: MessageState): string | undefined =>
  phase === 'closing' ? 'the run is closing already' : undefined;

const abortRefused = (state: MessageState): string | undefined =>
  isClosing(state) ?? (state.aborting ? 'the run is being aborted already' : undefined);

const decideRefused: Rule<'decide'> = (message, state, speaker) => {
  const { action, by } = message;
  // As the verb: whoever may reach Temporal may stop it anyway.
  if (action === 'abort') return abortRefused(state);
  const unproven = onlyClaimed('decide', by, state, speaker);
  if (unproven !== undefined) return unproven;
  if (action === 'undo') return undoRefused(state, speaker);
  if (!state.waitingForOperator) return `nothing waits for the operator now; the run is in phase "${state.phase}"`;
  if (action === 'choose-target' && message.target === undefined)
    return 'choose-target needs a target {version|commit|tag|taskDefinition}';
  if (action === 'skip' && state.hindered === undefined)
    return 'neither a method nor the database waits for a person that could be skipped';
  return action === 'use-method' ? useRefused(message, state) : undefined;
};

function undoRefused(state: MessageState, speaker: Speaker): string | undefined {
  if (state.phase === 'closing') return 'the run is closing: runback undo';
  const isAdmin = speaker.identity === 'authenticated' && mayUndoSecurity(speaker.roles);
  return state.notToUndo ?? (state.isAboutSecurity === true && !isAdmin ? onlyAnAdminUndoes(state) : undefined);
}

const useRefused = ({ method }: Decide, { methods }: MessageState): string | undefined => {
  const allowed = methods.join(', ') || 'no method';
  if (method === undefined) return `use-method needs a method; the policy allows ${allowed}`;
  return methods.some((each) => each === method) ? undefined : `the policy allows ${allowed}, not ${method}`;
};

/** What a person vouches for counts by the same rule as an approval. */
const confirmRefused: Rule<'confirm'> = ({ item, by }, state, speaker) => {
  const unproven = onlyClaimed('confirm', by, state, speaker);
  if (unproven !== undefined) return unproven;
  return confirmRefusedAt(item, state);
};

function confirmRefusedAt(item: Confirmable, state: MessageState): string | undefined {
  if (item === 'customer-text') return customerTextRefused(state);
  return state.openItems.includes(item) ? confirmsNothing(state) : `the checklist item ${item} is not open now`;
}

/** At any time: customers do not wait for a gate. */
const customerTextRefused = ({ customerText, phase }: MessageState): string | undefined => {
  if (customerText === undefined) return 'no status page is in the catalogue: nothing is told to customers by Runback';
  if (customerText === 'approved') return 'the text for customers is approved already';
  return phase === 'closing' ? 'the run is closing: tell customers by hand' : undefined;
};

const rules: { readonly [V in Verb]: Rule<V> } = {
  approve: approveRefused,
  reject: (message, state, speaker) => answerRefused('reject', message, state, speaker),
  decide: (message, state, speaker) => decideRefused(message, state, speaker) ?? targetRefused(message, state),
  confirm: confirmRefused,
  pause: (_, state) => isClosing(state) ?? (state.paused ? 'the run is paused already' : undefined),
  resume: (_, state) => isClosing(state) ?? (state.paused ? undefined : 'the run is not paused'),
  abort: (_, state) => abortRefused(state),
  note: () => undefined,
};

const targetRefused = ({ action, target }: Decide, { releases, serves }: MessageState): string | undefined => {
  if (action !== 'choose-target' || target === undefined || releases.length === 0) return undefined;
  const asked = releases.filter((release) => isRequested(release, target));
  if (asked.length === 0) return `${unknownTarget(askedName(target), releases)}; "retry" looks again`;
  if (asked.some(({ taskDefinition }) => taskDefinition !== serves)) return undefined;
  const others = releases.filter(({ taskDefinition }) => taskDefinition !== serves);
  return `${askedName(target)} serves now; the newest others are ${others.slice(0, 5).map(fullName).join(', ') || 'none'}`;
};

const confirmsNothing = (state: MessageState): string | undefined =>
  state.gateOpen ? undefined : `no gate is open that the item could count at; the run is in phase "${state.phase}"`;

const otherRun = ({ run }: Sent, { runs, service, environment }: MessageState): string | undefined =>
  run === undefined || runs.includes(run)
    ? undefined
    : `it is meant for another run (${oneLine(run, 60)}), which is over; look at this one first: runback status ${service} --env ${environment}`;

/** Why this message cannot count now, or undefined. */
export const refusalOf = <V extends Verb>(
  verb: V,
  message: Messages[V] & Sent,
  state: MessageState,
  speaker: Speaker = claimed,
): string | undefined => otherRun(message, state) ?? rules[verb](message, state, speaker);

const actions: readonly DecideAction[] = ['retry', 'skip', 'use-method', 'choose-target', 'proceed', 'undo', 'abort'];

/** The decisions worth offering to an operator now; another method only where there is another one. */
export const legalActions = (state: MessageState): DecideAction[] =>
  actions.filter((action) => {
    if (action === 'skip') return state.hindered !== undefined;
    if (action === 'use-method') return state.methods.length > 1;
    if (action === 'abort') return abortRefused(state) === undefined;
    return action !== 'undo' || (state.notToUndo === undefined && state.phase !== 'closing');
  });

export const legalItems = (state: MessageState): Confirmable[] =>
  confirmable.filter((item) => confirmRefusedAt(item, state) === undefined);

/** The verbs worth offering now. */
export const legalVerbs = (state: MessageState): Verb[] => {
  if (state.phase === 'closing') return ['note'];
  return [
    ...(state.gateOpen ? (['approve', 'reject'] as const) : []),
    ...(legalItems(state).length > 0 ? (['confirm'] as const) : []),
    ...(state.waitingForOperator ? (['decide'] as const) : []),
    state.paused ? ('resume' as const) : ('pause' as const),
    ...(state.aborting ? [] : (['abort'] as const)),
    'note',
  ];
};
