import type { Check } from '../src/verification.js';

export type Comparison = Pick<Check, 'verdict' | 'evidence'>;

/** A missing field is "could not measure", never healthy (decision 17). */
export function compareFields(
  expected: Readonly<Record<string, string>>,
  seen: (name: string) => string | undefined,
): Comparison {
  const names = Object.keys(expected);
  const wrong = names.find((name) => seen(name) !== undefined && seen(name) !== expected[name]);
  if (wrong !== undefined) {
    return {
      verdict: 'failed',
      evidence: `${wrong} is ${(seen(wrong) ?? '').slice(0, 60)}, expected ${expected[wrong]}`,
    };
  }
  const missing = names.filter((name) => seen(name) === undefined);
  if (missing.length > 0) return { verdict: 'could not measure', evidence: `the answer lacks ${missing.join(', ')}` };
  return { verdict: 'passed', evidence: names.map((name) => `${name} ${expected[name]}`).join(', ') };
}
