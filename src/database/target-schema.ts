// Whether the way back leads to the schema that the target's own migrations build: a downgrade() may leave more, or less. Pure.
import { deltaBetween } from './schema-delta.js';

export type TargetSchema =
  | { readonly state: 'the same' }
  /** Lines of the catalogue, "− " what the target's own schema has and the one after the steps lacks, "+ " the reverse. */
  | { readonly state: 'another'; readonly lines: readonly string[] }
  /** Migrations that do not run on an empty database say nothing. */
  | { readonly state: 'not known'; readonly why: string };

interface Catalogues {
  /** Of the copy of staging, before the first step and after the last. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Built from nothing by the migrations of the release that is left, and by the target's. */
  readonly leftsOwn: readonly string[];
  readonly targetsOwn: readonly string[];
}

/** What differed before the first step as well is staging's own, and not of the way. */
export function targetSchema({ before, after, leftsOwn, targetsOwn }: Catalogues): TargetSchema {
  const [had, has] = [deltaBetween(leftsOwn, before), deltaBetween(targetsOwn, after)];
  const [lackedBefore, moreBefore] = [new Set(had.removed), new Set(had.added)];
  const lines = [
    ...has.removed.filter((line) => !lackedBefore.has(line)).map((line) => `− ${line}`),
    ...has.added.filter((line) => !moreBefore.has(line)).map((line) => `+ ${line}`),
  ];
  return lines.length === 0 ? { state: 'the same' } : { state: 'another', lines };
}

const shown = 3;

/** After "the schema after the steps is"; undefined where there is nothing to say before an approval. */
export function unlikeTargetInWords(schema: TargetSchema | undefined): string | undefined {
  if (schema?.state !== 'another') return undefined;
  const { lines } = schema;
  const more = lines.length > shown ? `; and ${lines.length - shown} more` : '';
  return `not the target's own, in ${lines.length} line${lines.length === 1 ? '' : 's'}: ${lines.slice(0, shown).join('; ')}${more}`;
}
