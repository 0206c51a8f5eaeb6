import { join } from 'node:path';
import { allOnPath, answerOf, isExecutable } from './set-up/programs.js';
import { project, SetUpProblem } from './set-up/project.js';

// Current details, Update-with-start and search attributes at start-up as Runback uses them.
const oldestServer = [1, 30];

/**
 * Temporal's CLI: TEMPORAL_CLI_PATH, else the first on the PATH whose server is recent enough, else the one of .venv.
 * Throws SetUpProblem when there is none.
 */
export function temporalCli() {
  const chosen = process.env.TEMPORAL_CLI_PATH;
  if (chosen && !isExecutable(chosen)) {
    throw new SetUpProblem(`TEMPORAL_CLI_PATH is ${chosen}, which is no executable file: correct it, or unset it.`);
  }
  const cli = chosen || allOnPath('temporal').find(isRecentEnough) || join(project, '.venv', 'bin', 'temporal');
  if (isExecutable(cli)) return cli;
  throw new SetUpProblem('Temporal’s CLI is not installed: run `npm run setup`, or set TEMPORAL_CLI_PATH.');
}

function isRecentEnough(file) {
  const [, major, minor] = /Server (\d+)\.(\d+)/.exec(answerOf(file, ['--version']) ?? '') ?? [];
  return Number(major) > oldestServer[0] || (Number(major) === oldestServer[0] && Number(minor) >= oldestServer[1]);
}
