import type { Command } from 'commander';
import { defined } from '../../client/defined.js';
import type { Cli } from '../main.js';
import { type ChangingOptions, changingCommand, who } from '../options.js';
import { say } from '../say.js';

export function addResume(program: Command, cli: Cli): void {
  changingCommand(program, 'resume', 'go on after a pause')
    .option('--reason <text>', 'why')
    .action((service: string, options: ChangingOptions & { reason?: string }) => {
      const message = { by: who(options.by), ...defined({ reason: options.reason }) };
      return cli.ends(say(cli, 'resume', service, options, message));
    });
}
