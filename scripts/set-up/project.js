import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder: the one that holds scripts/. */
export const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What a person has to mend before the set-up can go on; the message names it and its remedy. */
export class SetUpProblem extends Error {}

/** Progress goes to stderr: stdout belongs to the command that the set-up precedes (`npm run demo -- --json`). */
export const tell = (line) => process.stderr.write(`${line}\n`);
