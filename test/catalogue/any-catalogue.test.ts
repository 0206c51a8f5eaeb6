import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { plainOf, readLocated } from '../../src/catalogue/located.js';
import { mergeLocated } from '../../src/catalogue/merge.js';
import { CatalogueProblems, type Problem } from '../../src/catalogue/problems.js';
import { readCatalogue } from '../../src/catalogue/read-catalogue.js';

const shop = readFileSync(new URL('../fixtures/catalogue/shop.yaml', import.meta.url), 'utf8');
const names = { file: 'runback.yaml', overlay: 'overlay.yaml' };

const places = [
  'runbook',
  'defaults.policy.approvals',
  'defaults.smoke.login',
  'defaults.aws.region',
  'environments.prod.kind',
  'environments.prod.timeScale',
  'environments.prod.endpoints.aws',
  'environments.qa',
  'services.cart.prod.ecs.service',
  'services.cart.prod.policy',
  'services.cart.staging.extends',
  'services.checkout.prod.extends',
  'services.checkout.prod.timings.watch',
  'services.search.prod',
  'databases.cart.prod.url',
  'sevices',
];
const values = [
  null,
  1,
  'two',
  'cart',
  'checkout',
  'simulation',
  '5 minutes',
  'http://127.0.0.1:1',
  'env:NAME',
  [],
  [1],
  {},
  { mode: 'act' },
];

type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const put = (document: Plain, place: string, value: unknown): Plain => {
  const [key = '', ...rest] = place.split('.');
  const inner = document[key];
  return { ...document, [key]: rest.length === 0 ? value : put(isPlain(inner) ? inner : {}, rest.join('.'), value) };
};

const changes = fc.array(fc.tuple(fc.constantFrom(...places), fc.constantFrom(...values)), { maxLength: 5 });
const changed = (document: Plain, made: readonly (readonly [string, unknown])[]): string =>
  stringify(
    made.reduce((so, [place, value]) => put(so, place, value), document),
    { aliasDuplicateObjects: false },
  );
const catalogues = changes.map((made) => changed(parse(shop) as Plain, made));
const overlays = changes.map((made) => changed({}, made));

const problemsOf = (text: string, overlay?: string): readonly Problem[] => {
  try {
    readCatalogue(text, overlay, names);
    return [];
  } catch (error) {
    if (error instanceof CatalogueProblems) return error.problems;
    throw error;
  }
};

const said = (problems: readonly Problem[]): string[] =>
  [...new Set(problems.map(({ at, says }) => `${at.path}  ${says}`))].sort();

const isWithin = (text: string, { at }: Problem): boolean => {
  const line = text.split('\n')[at.line - 1];
  return line !== undefined && at.column >= 1 && at.column <= line.length + 1;
};

describe('any catalogue with any overlay', () => {
  it('is judged as the merged document is', () => {
    fc.assert(
      fc.property(catalogues, overlays, (text, overlay) => {
        const merged = stringify(plainOf(mergeLocated(readLocated(text, '').root, readLocated(overlay, '').root)), {
          aliasDuplicateObjects: false,
        });
        expect(said(problemsOf(text, overlay))).toEqual(said(problemsOf(merged)));
        if (problemsOf(merged).length > 0) return;
        expect(readCatalogue(text, overlay, names).entries()).toEqual(readCatalogue(merged).entries());
      }),
      { numRuns: 150 },
    );
  });

  it('has each mistake at a line and a column of the file that is named', () => {
    fc.assert(
      fc.property(catalogues, overlays, (text, overlay) => {
        for (const problem of problemsOf(text, overlay)) {
          expect(names.file === problem.at.file || names.overlay === problem.at.file).toBe(true);
          expect(isWithin(problem.at.file === names.file ? text : overlay, problem), JSON.stringify(problem)).toBe(
            true,
          );
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('any text at all', () => {
  const texts = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.string({ unit: fc.constantFrom(...'ab:-{}[]&*!|>\'"%#?,\n\t '), maxLength: 60 }),
    fc.json(),
  );

  it('is a catalogue or a list of mistakes with line and column, never another failure', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const problems = problemsOf(text);
        expect(problems.length).toBeGreaterThan(0);
        expect(problems.every(({ at, says }) => at.line >= 1 && at.column >= 1 && says !== '')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
