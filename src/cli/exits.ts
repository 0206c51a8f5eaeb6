import type { TroubleKind } from '../client/trouble.js';

/** Design §1. */
export const exits = {
  asAsked: 0,
  otherOutcome: 1,
  badInput: 2,
  refused: 3,
  temporalNotReached: 4,
  noWorker: 5,
} as const;

export const exitOf: Readonly<Record<TroubleKind, number>> = {
  'bad input': exits.badInput,
  'nothing open': exits.badInput,
  refused: exits.refused,
  'no answer': exits.noWorker,
  'no plan': exits.otherOutcome,
  'no worker': exits.noWorker,
  'temporal not reached': exits.temporalNotReached,
  'aws not reached': exits.otherOutcome,
  unexpected: exits.otherOutcome,
};
