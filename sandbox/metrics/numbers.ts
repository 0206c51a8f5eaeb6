const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinite = /^([+-]?)inf(?:inity)?$/i;

/** A number as Go's strconv.ParseFloat reads it (decimal, Inf, NaN); undefined when it is none. */
export function parseFloatStrictly(text: string): number | undefined {
  if (decimal.test(text)) return Number(text);
  const sign = infinite.exec(text)?.[1];
  if (sign !== undefined) return sign === '-' ? -Infinity : Infinity;
  return /^[+-]?nan$/i.test(text) ? NaN : undefined;
}

/** A sample's value as Prometheus' HTTP API writes it. */
export function formatValue(value: number): string {
  if (value === Infinity) return '+Inf';
  if (Object.is(value, -0)) return '-0';
  return value === -Infinity ? '-Inf' : String(value);
}

const unitMs = { y: 31_536_000_000, w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
const duration = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** A Prometheus duration such as `5m` or `1h30m` in milliseconds; undefined when it is none. */
export function parseDurationMs(text: string): number | undefined {
  const parts = duration.exec(text);
  if (!parts || text === '') return undefined;
  return Object.values(unitMs).reduce((total, unit, index) => total + Number(parts[index + 1] ?? 0) * unit, 0);
}
