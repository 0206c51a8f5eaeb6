/**
 * Takes turns in proportion to the weights, as evenly spread as whole turns allow (smooth weighted round robin).
 * A weight of 0 is never chosen; undefined when there is no other weight.
 */
export function createWeightedChoice<Choice>(
  weighted: readonly { readonly choice: Choice; readonly weight: number }[],
): () => Choice | undefined {
  const entries = weighted.filter(({ weight }) => weight > 0).map((entry) => ({ ...entry, credit: 0 }));
  const total = entries.reduce((sum, { weight }) => sum + weight, 0);
  return () => {
    for (const entry of entries) entry.credit += entry.weight;
    const [first, ...others] = entries;
    if (!first) return undefined;
    const chosen = others.reduce((best, entry) => (entry.credit > best.credit ? entry : best), first);
    chosen.credit -= total;
    return chosen.choice;
  };
}
