// Which datapoints a query shows: whole periods only, and none before CloudWatch has published it.

export interface Period {
  /** AWS seconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

/** In AWS seconds since the epoch, oldest first; the range's beginning is rounded down, and a period that begins before its end belongs to it. */
export function publishedPeriods(
  periodSeconds: number,
  range: Period,
  { now, publishedAfter }: { readonly now: number; readonly publishedAfter: number },
): readonly Period[] {
  const first = Math.floor(range.from / periodSeconds);
  const periods: Period[] = [];
  for (let number = first; number * periodSeconds < range.to; number += 1) {
    const period = { from: number * periodSeconds, to: (number + 1) * periodSeconds };
    if (period.to + publishedAfter > now) break;
    periods.push(period);
  }
  return periods;
}
