/** Lines of the catalogue that a step took away and brought. Deltas, as production may bear what staging does not. */
export interface SchemaDelta {
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

export const deltaBetween = (before: readonly string[], after: readonly string[]): SchemaDelta => {
  const [had, has] = [new Set(before), new Set(after)];
  return { removed: before.filter((line) => !has.has(line)), added: after.filter((line) => !had.has(line)) };
};
