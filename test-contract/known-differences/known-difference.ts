import type { Json } from '../behaviour.js';

/** One cause, and what is seen because of it, exactly, by the name of the behaviour. */
export interface KnownDifference {
  readonly because: string;
  readonly observed: Readonly<Record<string, Json>>;
}
