/**
 * Does `work` for one batch after the other: what comes while one is under way is the next batch, and all that it was
 * made of share its outcome.
 */
export function inTurn<T, R>(work: (batch: readonly T[]) => Promise<R>): (more: readonly T[]) => Promise<R> {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: { readonly batch: T[]; readonly outcome: Promise<R> } | undefined;
  const begin = (): NonNullable<typeof next> => {
    const batch: T[] = [];
    const outcome = underWay.then(() => {
      next = undefined;
      return work(batch);
    });
    underWay = outcome.catch(() => undefined);
    return { batch, outcome };
  };
  return (more) => {
    next ??= begin();
    next.batch.push(...more);
    return next.outcome;
  };
}
