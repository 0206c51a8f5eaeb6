import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byVersionAndDate, parseReleaseTag, tagOf } from '../../src/release-script/tags.js';

const pattern = 'prod-v*';
const read = (name: string) => parseReleaseTag(name, pattern);
const newestFirst = (names: readonly string[]) =>
  names
    .flatMap((name) => read(name) ?? [])
    .toSorted(byVersionAndDate)
    .reverse()
    .map(({ name }) => name);
const version = fc.array(fc.nat(120), { minLength: 1, maxLength: 4 });
const date = fc.integer({ min: 20_200_101, max: 20_391_231 }).map(String);
const commit = fc.stringMatching(/^[0-9a-f]{6,12}$/);
const tagged = fc.record({ version, date, commit }).map((parts) => ({
  ...parts,
  name: `prod-v${parts.version.join('.')}-${parts.date}-${parts.commit}`,
}));

describe('a release tag', () => {
  it('is read as the runbook writes it', () => {
    expect(read('prod-v1.2.3-20251017-abc123')).toEqual({
      name: 'prod-v1.2.3-20251017-abc123',
      version: '1.2.3',
      date: '20251017',
    });
  });

  it.each([
    'production-freeze-20250930',
    'prod-',
    'prod-v',
    'staging-v1.2.3',
    'prod-v1.2.3; rm -rf /',
    'prod-vx',
    'prod-v1.2.3\n',
    '',
  ])('is not %j', (name) => expect(read(name)).toBeUndefined());

  it('is ordered by version and then by date, never by text', () => {
    fc.assert(
      fc.property(tagged, tagged, (one, other) => {
        const [a, b] = [read(one.name), read(other.name)];
        if (a === undefined || b === undefined) throw new Error('not read');
        const longer = Math.max(one.version.length, other.version.length);
        const numbers = ({ version: given }: typeof one) =>
          Array.from({ length: longer }, (_, index) => given[index] ?? 0);
        const firstDifference = numbers(one)
          .map((number, index) => number - (numbers(other)[index] ?? 0))
          .find((difference) => difference !== 0);
        const expected = firstDifference ?? Number(one.date) - Number(other.date);
        if (expected !== 0) expect(Math.sign(byVersionAndDate(a, b))).toBe(Math.sign(expected));
        expect(Math.sign(byVersionAndDate(b, a))).toBe(-Math.sign(byVersionAndDate(a, b)));
      }),
    );
  });

  it('puts v1.10 above v1.9, a later build above an earlier one, and a release above its candidates', () => {
    expect(
      newestFirst([
        'prod-v1.9.0-20251101-aaaaaa',
        'prod-v1.10.0-rc.2-20251001-bbbbbb',
        'prod-v1.10.0-rc.10-20251002-cccccc',
        'prod-v1.10.0-20251003-dddddd',
        'prod-v1.10.0-20251005-eeeeee',
        'production-freeze-20250930',
      ]),
    ).toEqual([
      'prod-v1.10.0-20251005-eeeeee',
      'prod-v1.10.0-20251003-dddddd',
      'prod-v1.10.0-rc.10-20251002-cccccc',
      'prod-v1.10.0-rc.2-20251001-bbbbbb',
      'prod-v1.9.0-20251101-aaaaaa',
    ]);
  });

  it('whatever it is called, is read or left out, and never throws', () => {
    fc.assert(fc.property(fc.string(), (name) => void read(`prod-v${name}`)));
  });
});

describe('the tag of a target', () => {
  const hash = (beginning: string) => beginning.padEnd(40, '0');
  const tags = [
    { name: 'prod-v1.2.1-20251001-999fff', commit: hash('999fff') },
    { name: 'prod-v1.2.2-20251016-def456', commit: hash('def456') },
    { name: 'prod-v1.2.2-20251018-aaa111', commit: hash('aaa111') },
  ];
  const target = { version: '1.2.2', commit: 'def456', taskDefinition: 'api:121' };

  it('is the one of its version whose commit is the target’s, also when a newer one bears the version', () => {
    expect(tagOf(target, tags, pattern)).toEqual({ tag: tags[1] });
    expect(tagOf({ ...target, version: 'v1.2.2' }, tags, pattern)).toEqual({ tag: tags[1] });
  });

  it('is the one that the target names', () => {
    const named = { ...target, tag: 'prod-v1.2.2-20251018-aaa111' };
    expect(tagOf(named, tags, pattern)).toEqual({
      missing: 'git tag prod-v1.2.2-20251018-aaa111 is at aaa111000000, and the target is def456',
    });
  });

  it('needs six characters of the commit at least', () => {
    expect(tagOf({ ...target, commit: 'def45' }, tags, pattern)).toHaveProperty('missing');
  });

  it('is said to be missing with the newest that there are', () => {
    expect(tagOf({ ...target, version: '9.9.9' }, tags, pattern)).toEqual({
      missing:
        'no git tag for v9.9.9 that matches prod-v*: the newest are prod-v1.2.2-20251018-aaa111, prod-v1.2.2-20251016-def456, prod-v1.2.1-20251001-999fff',
    });
    expect(tagOf(target, [], pattern)).toEqual({ missing: expect.stringContaining('there is none at all') });
  });
});
