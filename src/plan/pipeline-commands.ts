// What Runback does with the pipeline, as commands for a person with GitHub's own command line.
import type { CatalogueEntry } from '../catalogue/entry.js';
import { type PipelineRun, promotingRuns, runThatRollsBack } from '../pipeline.js';
import { shellWord } from './commands.js';
import type { LadderFacts } from './methods.js';

/** `HOST/OWNER/NAME` where it is not github.com. */
const repositoryOf = ({ github }: CatalogueEntry): string => {
  if (github === undefined) return '';
  const { host } = new URL(github.page);
  return host === 'github.com' ? github.repository : `${host}/${github.repository}`;
};

const gh = (entry: CatalogueEntry, words: readonly string[]): string =>
  ['gh', ...words, '--repo', repositoryOf(entry)].map(shellWord).join(' ');

/** The runs that could promote the release again, first of all. */
export function stopCommands({ entry, situation: { pipeline } }: Pick<LadderFacts, 'entry' | 'situation'>): string[] {
  if (entry.github === undefined || !entry.policy.stopPipeline || runThatRollsBack(pipeline) !== undefined) return [];
  return promotingRuns(pipeline).map((run) => cancelCommand(entry, run));
}

export const cancelCommand = (entry: CatalogueEntry, { id }: PipelineRun): string =>
  gh(entry, ['run', 'cancel', `${id}`]);

export const followRunCommands = (entry: CatalogueEntry, { id }: PipelineRun): string[] => [
  gh(entry, ['run', 'watch', `${id}`]),
];

/** What an input takes from the target stays a word between braces where the target does not say it. */
export function dispatchCommands({ entry, target }: LadderFacts): string[] {
  const { rollback } = entry.github ?? {};
  if (rollback === undefined || target.kind === 'none') return [];
  const names: Readonly<Record<string, string | undefined>> = { ...target.target.release };
  const inputs = Object.entries(rollback.inputs).flatMap(([input, template]) => [
    '-f',
    `${input}=${template.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => names[name] ?? whole)}`,
  ]);
  return [gh(entry, ['workflow', 'run', rollback.file, '--ref', rollback.ref, ...inputs])];
}
