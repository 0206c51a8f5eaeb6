import { type Catalogue, catalogueOf } from './catalogue.js';
import { type Located, type LocatedDocument, readLocated } from './located.js';
import { asLayer, child, mergeLocated, withoutNothing } from './merge.js';
import { CatalogueProblems, type Place, type Problem } from './problems.js';
import { readEntries } from './read-entries.js';
import { type RunbookReview, runbook, topLevel } from './schema/document.js';
import { readAround } from './shared-sections.js';
import { validate } from './validate.js';
import { withContext } from './with-context.js';

export interface FileNames {
  /** What errors call the catalogue's file. */
  readonly file: string;
  /** What errors call the overlay's file. */
  readonly overlay?: string;
}

/** Throws CatalogueProblems with a line for each error in both texts. The overlay is merged deeply over the text. */
export function readCatalogue(text: string, overlay?: string, names: FileNames = { file: 'runback.yaml' }): Catalogue {
  const base = readLocated(text, names.file);
  const over = overlay === undefined ? undefined : readLocated(overlay, names.overlay ?? 'overlay');
  return catalogueFrom(base, over, { file: names.file, line: 1, column: 1, path: '' });
}

function catalogueFrom(base: LocatedDocument, over: LocatedDocument | undefined, start: Place): Catalogue {
  const malformed = [base, over].flatMap((each) => (each === undefined ? [] : malformedIn(each, start)));
  if (malformed.length > 0) throw new CatalogueProblems(malformed);
  const document = mergeLocated(asLayer(base.root), asLayer(over?.root));
  const around = readAround(document, start);
  const { entries, problems } = readEntries(document, around);
  const all = oncePerPlace([...problems, ...around.problems]);
  if (all.length > 0) throw new CatalogueProblems(all);
  const review = reviewOf(document, start);
  const read = entries.map(({ entry }) => entry);
  return catalogueOf(withContext(read, review), review);
}

const malformedIn = ({ root, problems }: LocatedDocument, start: Place): readonly Problem[] =>
  problems.length > 0 || asLayer(root).kind === 'map'
    ? problems
    : [{ at: root.at ?? start, says: `expected a mapping with ${topLevel.join(', ')}, got something else` }];

/** A wrong default shows in each service that takes it; it is one mistake. */
function oncePerPlace(problems: readonly Problem[]): Problem[] {
  const places = new Map(problems.map((problem) => [JSON.stringify(problem.at), problem] as const).reverse());
  return [...places.values()];
}

function reviewOf(document: Located, start: Place): RunbookReview | undefined {
  const written = child(document, 'runbook');
  if (written === undefined) return undefined;
  const review = validate(runbook, withoutNothing(written.node), written.keyAt ?? start);
  return review.ok ? review.value : undefined;
}
