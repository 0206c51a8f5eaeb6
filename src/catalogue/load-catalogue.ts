import { readFile } from 'node:fs/promises';
import type { Catalogue } from './catalogue.js';
import { CatalogueProblems } from './problems.js';
import { readCatalogue } from './read-catalogue.js';

/** Reads `runback.yaml` and, when given, an overlay over it. Throws CatalogueProblems: one line for each error. */
export async function loadCatalogue({
  file,
  overlay,
}: {
  file: string;
  overlay?: string | undefined;
}): Promise<Catalogue> {
  const text = await readText(file, 'the catalogue', 'RUNBACK_CATALOGUE');
  const over =
    overlay === undefined ? undefined : await readText(overlay, "the catalogue's overlay", 'RUNBACK_OVERLAY');
  return readCatalogue(text, over, { file, ...(overlay === undefined ? {} : { overlay }) });
}

async function readText(file: string, what: string, variable: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const says = `reading ${what} failed: ${reason}. Set ${variable} to a file that can be read`;
    throw new CatalogueProblems([{ at: { file, line: 1, column: 1, path: '' }, says }]);
  }
}
