/** A place in a file: line and column from 1, path as it is written there, such as `services.applylens-api.prod.ecs`. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: string;
}

export interface Problem {
  readonly at: Place;
  readonly says: string;
}

/** `runback.yaml:41:17  services.applylens-api.prod.policy.approvals  expected a number from 0 to 5, got "two"` */
const problemLine = ({ at, says }: Problem): string =>
  [`${at.file}:${at.line}:${at.column}`, at.path, says].filter((part) => part !== '').join('  ');

const inReadingOrder = (one: Problem, other: Problem): number =>
  one.at.file.localeCompare(other.at.file) || one.at.line - other.at.line || one.at.column - other.at.column;

/** All that is wrong with the files of a catalogue at once: a line per problem, in the order of the files. */
export class CatalogueProblems extends Error {
  readonly problems: readonly Problem[];
  readonly lines: readonly string[];

  constructor(problems: readonly Problem[]) {
    const sorted = [...problems].sort(inReadingOrder);
    const lines = [...new Set(sorted.map(problemLine))];
    super(lines.join('\n'));
    this.name = 'CatalogueProblems';
    this.problems = sorted;
    this.lines = lines;
  }
}
