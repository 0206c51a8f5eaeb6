import type { Command } from 'commander';
import { defined } from '../../client/defined.js';
import type { Cli } from '../main.js';
import { type ChangingOptions, changingCommand, who } from '../options.js';
import { say } from '../say.js';

export function addApprove(program: Command, cli: Cli): void {
  changingCommand(program, 'approve', 'approve at the gate that is open')
    .option('--comment <text>', 'why')
    .option('--break-glass <reason>', 'alone, and even if you asked for it: the manager is paged, the report names it')
    .action((service: string, options: ChangingOptions & { comment?: string; breakGlass?: string }) => {
      const { by, comment, breakGlass } = options;
      const message = { by: who(by), ...defined({ comment, breakGlass }) };
      return cli.ends(say(cli, 'approve', service, options, message));
    });
}
