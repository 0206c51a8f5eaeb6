// What a look at production is asked for.
import type { CatalogueEntry } from './catalogue/entry.js';
import type { NamedFacts } from './trigger-facts.js';

export interface LookQuestion {
  readonly entry: CatalogueEntry;
  /** Since when there is trouble, as a person said. ISO time. */
  readonly since?: string;
  /** The rule that the alert names, beside the error rate's. */
  readonly named?: NamedFacts['trigger'];
}
