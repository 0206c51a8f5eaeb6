import { invalidParameter } from '../refusal.js';

type Matches = (message: string) => boolean;

const terms = /(?<mark>[?-]?)(?:"(?<quoted>(?:[^"\\]|\\.)*)"|%(?<expression>[^%]+)%|(?<word>[^\s"%]+))/gu;

/**
 * A filter pattern of terms: all of the plain ones, any of those with `?`, none of those with `-`; "a phrase", %an expression%.
 * Where plain and `?` terms are mixed, the latter count for nothing.
 * @throws InvalidParameterException for patterns of JSON and of columns
 */
export function matcherOf(pattern: string): Matches {
  if (/^\s*[{[]/.test(pattern)) throw invalidParameter('Invalid filter pattern: only terms are simulated.');
  const all: Matches[] = [];
  const any: Matches[] = [];
  const none: Matches[] = [];
  for (const { groups = {} } of pattern.matchAll(terms)) {
    const list = groups.mark === '?' ? any : groups.mark === '-' ? none : all;
    list.push(termOf(groups));
  }
  const wanted: Matches = (message) =>
    all.length > 0 ? all.every((term) => term(message)) : any.length === 0 || any.some((term) => term(message));
  return (message) => wanted(message) && none.every((term) => !term(message));
}

function termOf({ quoted, expression, word = '' }: Record<string, string | undefined>): Matches {
  if (expression !== undefined) {
    const regular = new RegExp(expression);
    return (message) => regular.test(message);
  }
  const text = quoted?.replaceAll(/\\(.)/g, '$1') ?? word;
  return (message) => message.includes(text);
}
