import { parseDurationMs, parseFloatStrictly } from '../numbers.js';
import { parseError } from './query-error.js';

/** A number, or a duration, which reads as its seconds: `0.05`, `0x1F`, `1_000`, `Inf`, `5m`. */
export function readNumber(literal: string): number {
  const unsigned = literal.replace(/^[+-]/, '');
  const value = readUnsigned(unsigned.replace(/(?<=\d)_(?=\d)/g, ''));
  if (value === undefined) throw parseError(`bad number or duration syntax: ${JSON.stringify(literal)}`);
  return literal.startsWith('-') ? -value : value;
}

function readUnsigned(text: string): number | undefined {
  if (/^0x[0-9a-f]+$/i.test(text)) return Number(text);
  const durationMs = parseDurationMs(text);
  return durationMs === undefined ? parseFloatStrictly(text) : durationMs / 1000;
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};
const escape = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([^]))/g;

/** A string in double, single or back quotes, with Go's escapes (none within back quotes). */
export function readString(literal: string): string {
  const quote = literal[0];
  const inner = literal.slice(1, -1);
  if (quote === '`') return inner;
  return inner.replace(escape, (whole: string, ...groups: (string | undefined)[]) => {
    const [byte, short, long, octal, character = ''] = groups;
    const hexadecimal = byte ?? short ?? long;
    if (hexadecimal !== undefined) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    return escapes[character] ?? unknownEscape(whole, literal);
  });
}

function unknownEscape(sequence: string, literal: string): never {
  throw parseError(`unknown escape sequence ${sequence} in the string ${literal}`);
}
