const unitMs = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * Milliseconds of a duration as the runbook writes it: "5 minutes", "1 hour", "<2 minutes". Of a range such as
 * "5-10 minutes" the longer counts. Throws a RangeError for anything else.
 */
export function milliseconds(duration: string): number {
  const [, number, unit] = /^(?:<?|\d+-)(\d+(?:\.\d+)?) (second|minute|hour|day)s?$/.exec(duration) ?? [];
  if (number === undefined || unit === undefined) {
    throw new RangeError(`"${duration}" is not a duration such as "5 minutes"`);
  }
  return Number(number) * unitMs[unit as keyof typeof unitMs];
}

const oneDecimal = (value: number): string => String(Number(value.toFixed(1)));

/** Milliseconds as people say them: "0.4 s", "35 s", "9 min", "26 h", "12 days". */
export function inWords(ms: number): string {
  const positive = Math.max(0, ms);
  if (positive < 9_950) return `${oneDecimal(positive / unitMs.second)} s`;
  if (positive < 99_500) return `${Math.round(positive / unitMs.second)} s`;
  if (positive < 10 * unitMs.minute) return `${oneDecimal(Math.round(positive / 30_000) / 2)} min`;
  if (positive < 100 * unitMs.minute) return `${Math.round(positive / unitMs.minute)} min`;
  if (positive < 72 * unitMs.hour) return `${Math.round(positive / unitMs.hour)} h`;
  return `${Math.round(positive / unitMs.day)} days`;
}

/** Milliseconds from one ISO 8601 time to another. */
export const between = (from: string, to: string): number => Date.parse(to) - Date.parse(from);
