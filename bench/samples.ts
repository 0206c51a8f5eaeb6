/** Milliseconds, in the order measured. */
export type Samples = readonly number[];

export const median = (samples: Samples): number => {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] =
    sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : sorted.slice(middle - 1, middle + 1);
  return (low + high) / 2;
};

/** The smallest sample that 95 of 100 do not exceed. */
export const p95 = (samples: Samples): number =>
  samples.toSorted((a, b) => a - b)[Math.ceil(samples.length * 0.95) - 1] ?? Number.NaN;

export const row = (name: string, samples: Samples): string =>
  `${name.padEnd(58)} ${ms(median(samples))} ${ms(Math.min(...samples))} ${ms(Math.max(...samples))}   ${samples.length}`;

export const heading = `${''.padEnd(58)}   median      min      max   runs`;

const ms = (value: number): string => `${Math.round(value)} ms`.padStart(8);
