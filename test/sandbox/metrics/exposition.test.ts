import { describe, expect, it } from 'vitest';

import { parseExposition } from '../../../sandbox/metrics/exposition.js';
import { createTrafficMetrics } from '../../../sandbox/traffic/metrics.js';

describe('the exposition parser', () => {
  it.each([
    ['a metric without labels', 'up 1', { __name__: 'up' }, 1],
    ['labels', 'x{a="1",b="2"} 3', { __name__: 'x', a: '1', b: '2' }, 3],
    ['spaces and a comma at the end', 'x { a = "1" , } 3', undefined, undefined],
    ['a comma at the end', 'x{a="1",} 3', { __name__: 'x', a: '1' }, 3],
    ['no labels in braces', 'x{} 3', { __name__: 'x' }, 3],
    ['escapes', String.raw`x{path="C:\\dir\n\"q\""} 0`, { __name__: 'x', path: 'C:\\dir\n"q"' }, 0],
    ['braces and commas in values', 'x{a="{,}=",b="#"} 1', { __name__: 'x', a: '{,}=', b: '#' }, 1],
    ['exponents', 'x 1.5e-3', { __name__: 'x' }, 0.0015],
    ['infinity', 'x_bucket{le="+Inf"} +Inf', { __name__: 'x_bucket', le: '+Inf' }, Infinity],
    ['no number', 'x NaN', { __name__: 'x' }, NaN],
  ])('reads %s', (_, line, labels, value) => {
    if (labels) expect(parseExposition(line)).toEqual([{ labels, value }]);
    else expect(() => parseExposition(line)).toThrow(/Line 1/);
  });

  it('reads a timestamp in milliseconds', () => {
    expect(parseExposition('x 1 1395066363000')).toEqual([
      { labels: { __name__: 'x' }, value: 1, timestampMs: 1_395_066_363_000 },
    ]);
  });

  it('passes over comments, empty lines and carriage returns', () => {
    expect(parseExposition('# HELP x y\r\n# TYPE x counter\r\n\r\nx 1\r\n')).toHaveLength(1);
  });

  it.each(['x', 'x one', 'x{a="1" 1', 'x{a=1} 1', 'x{a="1"b="2"} 1', '{a="1"} 1', '1x 1', 'x 1 soon', 'x 1_000'])(
    'refuses %s and names its line',
    (line) => {
      expect(() => parseExposition(`up 1\n${line}`)).toThrow(/^Line 2 of the exposition, .* cannot be read: expected/);
    },
  );

  it('reads what the traffic metrics expose', async () => {
    const metrics = createTrafficMetrics();
    metrics.proxied({ service: 's', environment: 'prod', code: 500, targetGroup: 'tg', seconds: 0.2 });
    const samples = parseExposition(await metrics.text());
    expect(samples).toContainEqual({
      labels: { __name__: 'http_requests_total', service: 's', environment: 'prod', code: '500', target_group: 'tg' },
      value: 1,
    });
    expect(samples.filter(({ labels }) => labels.le === '0.25')).toHaveLength(1);
  });
});
