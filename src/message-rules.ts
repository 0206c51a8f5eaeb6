// Whether a message can count now: one rule set for Updates, Signals, HTTP and CLI. Pure; a refusal is a sentence.
import type { Verb } from './identifiers.js';
import type { Confirm, Decide, DecideAction, Decision, Messages } from './messages.js';
import { isRequested } from './release-match.js';
import type { Method, Phase, ReleaseName } from './rollback.js';
import { askedName, fullName } from './runbook/wording.js';
import { unknownTarget } from './target/unknown-target.js';

export interface MessageState {
  readonly phase: Phase;
  readonly gateOpen: boolean;
  readonly waitingForOperator: boolean;
  readonly paused: boolean;
  readonly aborting: boolean;
  readonly requestedBy?: string;
  /** A machine asked: it has no requester, any approver may approve. */
  readonly askedByMachine: boolean;
  readonly approvedBy: readonly string[];
  readonly openItems: readonly string[];
  readonly identity: 'claimed' | 'authenticated';
  /** What the last look saw, newest first; empty before the first one. */
  readonly releases: readonly ReleaseName[];
  /** Task definition of the release that serves alone, where that is sure. */
  readonly serves?: string;
  /** Why there is nothing to undo; absent where there is. */
  readonly notToUndo?: string;
  /** The method that waits for a person. */
  readonly hindered?: Method;
  /** The methods that the policy allows. */
  readonly methods: readonly Method[];
}

/** Names in messages are only claimed so far, whatever the service demands. */
export const nobodyCanApprove =
  'this service demands authenticated approvals, which are not connected yet: nobody can approve';

const decisionRefused = (name: 'approve' | 'reject', { by }: Decision, state: MessageState): string | undefined => {
  if (!state.gateOpen) return `nothing waits for approval now; the run is in phase "${state.phase}"`;
  if (state.identity === 'authenticated') {
    return `${nobodyCanApprove}; the name "${by}" in a message is only claimed`;
  }
  if (name === 'reject') return undefined;
  if (!state.askedByMachine && by === state.requestedBy)
    return `${by} asked for this rollback; another person approves it`;
  if (state.approvedBy.includes(by)) return `${by} has approved already; nobody counts twice`;
  return undefined;
};

const decideRefused = (message: Decide, state: MessageState): string | undefined => {
  const { action } = message;
  if (action === 'abort') return state.phase === 'closing' ? 'the run is closing already' : undefined;
  if (action === 'undo') return state.phase === 'closing' ? 'the run is closing: runback undo' : state.notToUndo;
  if (!state.waitingForOperator) return `nothing waits for the operator now; the run is in phase "${state.phase}"`;
  if (action === 'choose-target' && message.target === undefined)
    return 'choose-target needs a target {version|commit|tag|taskDefinition}';
  if (action === 'skip' && state.hindered === undefined) return 'no method waits for a person that could be skipped';
  return action === 'use-method' ? useRefused(message, state) : undefined;
};

const useRefused = ({ method }: Decide, { methods }: MessageState): string | undefined => {
  const allowed = methods.join(', ') || 'no method';
  if (method === undefined) return `use-method needs a method; the policy allows ${allowed}`;
  return methods.some((each) => each === method) ? undefined : `the policy allows ${allowed}, not ${method}`;
};

const confirmRefused = ({ item }: Confirm, state: MessageState): string | undefined =>
  state.openItems.includes(item) ? undefined : `the checklist item ${item} is not open now`;

const rules: { readonly [V in Verb]: (message: Messages[V], state: MessageState) => string | undefined } = {
  approve: (message, state) => decisionRefused('approve', message, state),
  reject: (message, state) => decisionRefused('reject', message, state),
  decide: decideRefused,
  confirm: confirmRefused,
  pause: (_, state) => (state.paused ? 'the run is paused already' : undefined),
  resume: (_, state) => (state.paused ? undefined : 'the run is not paused'),
  abort: (_, state) => {
    if (state.phase === 'closing') return 'the run is closing already';
    return state.aborting ? 'the run is being aborted already' : undefined;
  },
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

/** Rules that came after runs were recorded in which a Signal against them counted. */
export const newerRefusalOf = <V extends Verb>(
  verb: V,
  message: Messages[V],
  state: MessageState,
): string | undefined => {
  if (verb === 'decide') return targetRefused(message as Decide, state);
  return verb === 'confirm' ? confirmsNothing(state) : undefined;
};

export const formerRefusalOf = <V extends Verb>(
  verb: V,
  message: Messages[V],
  state: MessageState,
): string | undefined => rules[verb](message, state);

/** Why this message cannot count now, or undefined. */
export const refusalOf = <V extends Verb>(verb: V, message: Messages[V], state: MessageState): string | undefined =>
  formerRefusalOf(verb, message, state) ?? newerRefusalOf(verb, message, state);

const actions: readonly DecideAction[] = ['retry', 'skip', 'use-method', 'choose-target', 'proceed', 'undo', 'abort'];

/** The decisions worth offering to an operator now; another method only where there is another one. */
export const legalActions = (state: MessageState): DecideAction[] =>
  actions.filter((action) => {
    if (action === 'skip') return state.hindered !== undefined;
    if (action === 'use-method') return state.methods.length > 1;
    return action !== 'undo' || state.notToUndo === undefined;
  });

/** The verbs worth offering now. */
export const legalVerbs = (state: MessageState): Verb[] => {
  if (state.phase === 'closing') return ['note'];
  return [
    ...(state.gateOpen && state.identity === 'claimed' ? (['approve', 'reject'] as const) : []),
    ...(state.openItems.length > 0 && state.gateOpen ? (['confirm'] as const) : []),
    ...(state.waitingForOperator ? (['decide'] as const) : []),
    state.paused ? ('resume' as const) : ('pause' as const),
    ...(state.aborting ? [] : (['abort'] as const)),
    'note',
  ];
};
