import type { Command } from 'commander';
import { Trouble } from '../../client/trouble.js';
import { exits } from '../exits.js';
import type { Cli } from '../main.js';
import type { Terminal } from '../terminal.js';
import { withTemporal } from '../with-temporal.js';

/** `runback` alone: all open rollbacks. */
export function addOpenRuns(program: Command, { terminal, ends }: Cli): void {
  program
    .option('--json', 'JSON and nothing else on stdout')
    .allowExcessArguments()
    .action(({ json = false }: { json?: boolean }) => {
      const [unknown] = program.args;
      return ends(unknown === undefined ? listOpen(terminal, json) : Promise.reject(unknownCommand(program, unknown)));
    });
}

const unknownCommand = (program: Command, name: string): Trouble => {
  const known = program.commands.map((command) => command.name()).join(', ');
  return new Trouble('bad input', `There is no command ${JSON.stringify(name)}; there are ${known}`);
};

const listOpen = (terminal: Terminal, json: boolean): Promise<number> =>
  withTemporal(async (client) => {
    const [{ openRollbacks }, { readStatus }, { isOpen }] = await Promise.all([
      import('../../client/open-runs.js'),
      import('../../client/status.js'),
      import('../../client/execution.js'),
    ]);
    const open = await openRollbacks(client);
    if (json) terminal.out(JSON.stringify(open, null, 2));
    else if (open.length === 0) terminal.out('No rollback is open.');
    for (const { id, service, environment, startedAt } of json ? [] : open) {
      const seen = await readStatus(client, id);
      // Temporal's list is a moment behind.
      if (!isOpen(seen.execution)) continue;
      const doing =
        seen.from === 'the run'
          ? `${seen.status.phase}: ${seen.status.doing}`
          : 'does not answer: does a worker run? (runback check)';
      terminal.out(`${service} ${environment}  since ${startedAt}  ${doing}`);
    }
    return exits.asAsked;
  });
