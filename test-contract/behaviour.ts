import type { Production } from './production.js';

export const peers = ['sandbox', 'moto', 'ministack', 'aws'] as const;
/** Who answers: the simulated production, two emulators of AWS, and a real account. */
export type Peer = (typeof peers)[number];

export type Json = string | number | boolean | null | readonly Json[] | { readonly [member: string]: Json };

/** A row of the contract: what is asked of AWS, and what was seen, without the names that change with every run. */
export interface Behaviour {
  /** Unique in the contract. */
  readonly name: string;
  readonly observe: (production: Production) => Promise<Json>;
  readonly expected: Json;
}

/** Thrown where a real account lacks what a behaviour needs: it is skipped there, and nowhere else. */
export class NotInThisAccount extends Error {
  override readonly name = 'NotInThisAccount';
}
