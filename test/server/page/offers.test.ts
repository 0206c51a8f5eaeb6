// Every message that the rules would take now has a button on the page, and no button leads to a refusal.
import { describe, expect, it } from 'vitest';
import { formerOf } from '../../../src/canary-undo.js';
import { messageNames, type Verb } from '../../../src/identifiers.js';
import { legalActions, legalItems, legalVerbs, type MessageState, refusalOf } from '../../../src/message-rules.js';
import type { DecideAction, Messages } from '../../../src/messages.js';
import { type Phase, phases } from '../../../src/rollback.js';
import { messageIn } from '../../../src/server/page/fields.js';
import { messageOf, type Offer, offersAfter, offersOf } from '../../../src/server/page/offers.js';
import { confirmable } from '../../../src/vocabulary.js';
import { aCanary, stableGroup } from '../../support/a-canary.js';
import { running } from '../../support/a-message-state.js';
import { aReport, aStatus } from '../../support/a-run.js';
import { arn } from '../../support/a-situation.js';

const target = { version: '1.2.1' };
const actions: readonly DecideAction[] = [
  ...(['retry', 'skip', 'use-method', 'choose-target', 'proceed', 'undo', 'abort'] as const),
];

/** One of each thing that may be said. */
const sayable: { readonly [V in Verb]: readonly Omit<Messages[V], 'by'>[] } = {
  approve: [{}, { breakGlass: 'alone at night' }],
  reject: [{}],
  confirm: confirmable.map((item) => ({ item })),
  decide: actions.map((action) => ({ action, target, method: 'script' })),
  pause: [{}],
  resume: [{}],
  abort: [{ reason: 'wrong service' }],
  note: [{ text: 'seen' }],
};

/** A machine asked. */
const { requestedBy: _olga, ...asked } = running;
const byMachine: MessageState = {
  ...asked,
  releases: [{ version: '1.2.1', taskDefinition: arn(120) }],
  methods: ['automatic', 'script', 'ecs-task'],
};

const inPhase = (phase: Phase): MessageState => ({
  ...byMachine,
  phase,
  gateOpen: phase === 'waiting for approval',
  waitingForOperator: phase === 'waiting for the operator' || phase === 'stuck',
});
const withoutReason = ({ notToUndo: _why, ...state }: MessageState): MessageState => state;
const states: MessageState[] = (Object.keys(phases) as Phase[])
  .map(inPhase)
  .flatMap((state) => [
    state,
    { ...state, paused: true },
    { ...state, aborting: true },
    withoutReason(state),
    { ...state, openItems: ['verify-issue', 'backup-plan'] },
    { ...state, customerText: 'open' },
    { ...state, customerText: 'approved' },
    { ...state, hindered: 'script' },
    { ...state, approvedBy: ['ann'], requestedBy: 'olga' },
  ]);

const offersIn = (state: MessageState): Offer[] =>
  offersOf(
    aStatus({
      phase: state.phase,
      legalVerbs: legalVerbs(state),
      legalItems: legalItems(state),
      legalActions: legalActions(state),
    }),
  );

/** What the form of a button says, with what a person fills in. */
const saidBy = ({ verb, chosen }: Offer): object => {
  const filled = { reason: 'r', text: 't', breakGlass: 'b', kind: 'version', target: '1.2.1', method: 'script' };
  return messageIn(verb, new URLSearchParams({ ...filled, ...chosen }));
};

/** What tells one thing from another that is said by the same verb. */
const essence = (verb: Verb, message: object): string => {
  const { action, item, breakGlass } = message as { action?: string; item?: string; breakGlass?: string };
  // One word for one thing: to stop it there is a verb.
  if (action === 'abort') return 'abort';
  return [verb, action ?? item ?? (breakGlass === undefined ? '' : 'alone')].filter(Boolean).join(' ');
};

const taken = (state: MessageState): string[] =>
  messageNames
    .filter((name): name is Verb => name !== 'request' && name !== 'alert')
    .flatMap((verb) =>
      sayable[verb]
        .filter((message) => refusalOf(verb, { by: 'bob', ...message }, state) === undefined)
        .map((message) => essence(verb, message)),
    );

describe('the buttons of the page', () => {
  it.each(states.map((state) => [`${state.phase}${notable(state)}`, state] as const))(
    'are all that can be said: %s',
    (_, state) => {
      const buttons = offersIn(state);
      expect(new Set(buttons.map((offer) => essence(messageOf(offer.verb), saidBy(offer))))).toEqual(
        new Set(taken(state)),
      );
      for (const offer of buttons) {
        const message = { by: 'bob', ...saidBy(offer) };
        expect(refusalOf(messageOf(offer.verb), message as never, state), offer.label).toBeUndefined();
      }
    },
  );

  it('say what each leads to', () => {
    const gate = { ...inPhase('waiting for approval'), customerText: 'open' } as const;
    const all = offersIn(gate).map(({ label, then }) => `${label}: ${then}`);
    expect(all).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^Break glass: approve alone: Then .* goes from .*, on your word alone: the manager is paged/,
        ),
        expect.stringMatching(
          /^Approve the text for customers: Then the status page says “Service Degradation: We are experiencing elevated error rates since 03:04 UTC/,
        ),
      ]),
    );
  });
});

function notable({ paused, aborting, notToUndo, openItems, customerText, hindered, approvedBy }: MessageState): string {
  return [
    ...(paused ? ['paused'] : []),
    ...(aborting ? ['aborting'] : []),
    ...(notToUndo === undefined ? ['changed'] : []),
    ...(openItems.length > 0 ? ['items open'] : []),
    ...(customerText === undefined ? [] : [`text for customers ${customerText}`]),
    ...(hindered === undefined ? [] : ['hindered']),
    ...(approvedBy.length > 0 ? ['approved once'] : []),
  ]
    .map((word) => `, ${word}`)
    .join('');
}

describe('once it is over', () => {
  const canaryFormer = formerOf(aCanary(), stableGroup);
  const canary = { service: canaryFormer.service, share: 0, desired: 0, running: 0, targets: 0 };

  it('a rollback that left a release, or took a canary out, can be undone', () => {
    expect(offersAfter(aReport()).map(({ then }) => then)).toEqual([
      'Then a rollback of its own begins: applylens-api prod goes back to v1.2.3, which the last one left',
    ]);
    const [offer] = offersAfter(aReport({ canary, canaryFormer }));
    expect(offer?.then).toMatch(/the canary \S+ \(v1\.2\.3\) gets back what the last one took from it/);
  });

  it('nothing is offered where there is nothing to undo', () => {
    expect(offersAfter(aReport({ change: 'none' }))).toEqual([]);
    expect(offersAfter(aReport({ canary }))).toEqual([]);
  });
});
