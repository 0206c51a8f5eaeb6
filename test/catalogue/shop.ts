import { readFileSync } from 'node:fs';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import { CatalogueProblems } from '../../src/catalogue/problems.js';
import { readCatalogue } from '../../src/catalogue/read-catalogue.js';

export const shop = readFileSync(new URL('../fixtures/catalogue/shop.yaml', import.meta.url), 'utf8');
const names = { file: 'runback.yaml', overlay: 'sandbox.overlay.yaml' };

/** Throws what the catalogue refuses with. */
export const entryOf = (service: string, environment: string, overlay?: string): CatalogueEntry => {
  const found = readCatalogue(shop, overlay, names).find(service, environment);
  if ('refused' in found) throw new Error(found.refused);
  return found.entry;
};

/** The lines of what is wrong; none when nothing is. */
export const linesOf = (text: string, overlay?: string): readonly string[] => {
  try {
    readCatalogue(text, overlay, names);
    return [];
  } catch (error) {
    if (error instanceof CatalogueProblems) return error.lines;
    throw error;
  }
};
