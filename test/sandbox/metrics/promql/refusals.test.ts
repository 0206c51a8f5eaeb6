import { describe, expect, it } from 'vitest';

import { parsePromql } from '../../../../sandbox/metrics/promql/parse.js';
import { QueryError } from '../../../../sandbox/metrics/promql/query-error.js';

function refusalOf(query: string): QueryError {
  try {
    parsePromql(query);
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error(`${query} was not refused`);
}

describe('PromQL outside the subset', () => {
  it.each([
    ['topk(3, x)', 'topk'],
    ['quantile(0.9, x)', 'quantile'],
    ['count_values("v", x)', 'count_values'],
    ['deriv(x[5m])', 'the function deriv'],
    ['label_replace(x, "a", "b", "c", "d")', 'the function label_replace'],
    ['x[5m:] offset 1m', 'a subquery without a step'],
    ['avg_over_time(x[1y:1s])', 'a subquery of more than 11000 steps'],
    ['quantile_over_time(0.95, x[5m])', 'the function quantile_over_time'],
    ['x @ 5', 'the @ modifier'],
    ['rate(x[5m] @ end())', 'the @ modifier'],
    ['x / on (a) group_left y', 'many-to-one matching with group_left'],
    ['x atan2 y', 'the operator atan2'],
    ['"text"', 'a string as an expression'],
    ['rate(x[5m * 2])', 'the duration expression "5m*2"'],
    ['sum by ("a.b") (x)', 'the quoted label name "a.b"'],
  ])('is an error of its own, not an empty result: %s', (query, what) => {
    const { type, message } = refusalOf(query);
    expect(type).toBe('execution');
    expect(message).toMatch(new RegExp(`^${what.replace(/[*"@.]/g, '\\$&')} is not supported by this query API`));
  });
});

describe('what is not PromQL', () => {
  it.each([
    ['', '1:1: parse error: unexpected end of input'],
    ['sum(x', '1:6: parse error: unexpected end of input'],
    ['no_such_function(x)', '1:17: parse error: unknown function with name "no_such_function"'],
    ['x y', '1:3: parse error: unexpected "y"'],
    ['x +\n+ *', /^2:3: parse error: unexpected/],
    ['x{a=b}', /^1:5: parse error: unexpected "b/],
    ['x{a="b', /parse error/],
    ['{}', /must contain at least one non-empty matcher/],
    ['{code=~".*"}', /must contain at least one non-empty matcher/],
    ['x{__name__="y"}', /metric name must not be set twice/],
    ['x{a=~"("}', /regular expression/],
    ['x{a="\\q"}', /unknown escape sequence \\q/],
    ['rate(x)', /expected type range vector in call to function "rate", got instant vector/],
    ['rate(x[5m], 1)', /expected 1 argument\(s\) in call to "rate", got 2/],
    ['sum(1)', /expected type instant vector in aggregation expression, got scalar/],
    ['sum(x, y)', /wrong number of arguments/],
    ['x[5m] > 1', /must contain only scalar and instant vector types/],
    ['-x[5m]', /unary expression only allowed/],
    ['1 == 1', /comparisons between scalars must use BOOL modifier/],
    ['x + bool y', /bool modifier can only be used on comparison operators/],
    ['x and 1', /set operator "and" not allowed in binary scalar expression/],
    ['x + on (a) 1', /vector matching only allowed between instant vectors/],
    ['x[0s]', /duration must be greater than 0/],
    ['sum(x)[5m]', /ranges only allowed for vector selectors/],
    ['sum(x) offset 5m', /offset modifier must be preceded by/],
    ['x offset 5m offset 5m', /offset may not be set multiple times/],
    ['x offset 5m [5m]', /no offset modifiers allowed before range/],
  ])('is refused with the reason: %s', (query, reason) => {
    const { type, message } = refusalOf(query);
    expect(type).toBe('bad_data');
    if (typeof reason === 'string') expect(message).toBe(reason);
    else expect(message).toMatch(reason);
  });
});
