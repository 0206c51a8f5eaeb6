import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { plainOf, readLocated } from '../../src/catalogue/located.js';
import { mergeLocated } from '../../src/catalogue/merge.js';
import { readCatalogue } from '../../src/catalogue/read-catalogue.js';
import { database, runbook } from '../../src/catalogue/schema/document.js';
import { environmentItself, settings } from '../../src/catalogue/schema/settings.js';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const page = read('docs/catalogue.md');

const keysIn = (schema: unknown): string[] => {
  if (schema instanceof z.ZodOptional) return keysIn(schema.unwrap());
  if (schema instanceof z.ZodRecord) return keysIn(schema.valueType);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, inner]) => [key, ...keysIn(inner)]);
};

describe('the page about the catalogue', () => {
  const keys = new Set([settings, database, runbook, z.object(environmentItself)].flatMap(keysIn));
  const methods = ['automatic', 'script', 'ecs-task', 'canary', 'database'];

  it.each([...keys].filter((key) => !methods.includes(key)))('explains `%s`', (key) => {
    expect(page).toContain(`\`${key}\``);
  });

  it('shows a second service that is read as it stands there', () => {
    const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    const both = mergeLocated(readLocated(read('runback.yaml'), '').root, readLocated(example, '').root);
    const catalogue = readCatalogue(stringify(plainOf(both)));
    expect(catalogue.find('applylens-web-prod', 'prod')).toMatchObject({ entry: { service: 'applylens-web' } });
  });
});
