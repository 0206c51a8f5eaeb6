const unitMs: readonly (readonly [RegExp, number])[] = [
  [/^(ms|milliseconds?)$/, 1],
  [/^(s|seconds?)$/, 1_000],
  [/^(min|minutes?)$/, 60_000],
  [/^(h|hours?)$/, 3_600_000],
  [/^(d|days?)$/, 86_400_000],
];

/** "5 minutes" → 300,000. Milliseconds, or undefined when it is not a positive duration with a unit. */
export function readDuration(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d{1,6}(?:\.\d{1,3})?) ?([a-z]+)$/.exec(text.trim()) ?? [];
  const factor = unitMs.find(([name]) => name.test(unit))?.[1];
  if (number === undefined || factor === undefined) return undefined;
  const ms = Math.round(Number(number) * factor);
  return ms > 0 ? ms : undefined;
}

/** "5 %" → 0.05. A ratio from 0 to 1, or undefined when it is not a percentage from 0 to 100. */
export function readPercentage(text: string): number | undefined {
  const [, number] = /^(\d{1,3}(?:\.\d{1,6})?) ?%$/.exec(text.trim()) ?? [];
  if (number === undefined || Number(number) > 100) return undefined;
  return Number((Number(number) / 100).toFixed(8));
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** "October 17, 2025" or "2025-10-17" → "2025-10-17"; undefined when there is no such day. */
export function readDay(text: string): string | undefined {
  const [, name, dayOfMonth = '', year] = /^([A-Z][a-z]+) (\d{1,2}), (\d{4})$/.exec(text.trim()) ?? [];
  const month = String(months.indexOf(name ?? '') + 1).padStart(2, '0');
  const day = year === undefined ? text.trim() : `${year}-${month}-${dayOfMonth.padStart(2, '0')}`;
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  const time = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day) ? day : undefined;
}
