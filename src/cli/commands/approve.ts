import type { Command } from 'commander';
import { defined } from '../../client/defined.js';
import type { Cli } from '../main.js';
import { type ChangingOptions, changingCommand, who } from '../options.js';
import { say } from '../say.js';

interface Options extends ChangingOptions {
  readonly comment?: string;
  readonly breakGlass?: string;
  readonly lost?: string;
}

export function addApprove(program: Command, cli: Cli): void {
  changingCommand(program, 'approve', 'approve at the gate that is open')
    .option('--comment <text>', 'why')
    .option('--break-glass <reason>', 'alone, and even if you asked for it: the manager is paged, the report names it')
    .option('--lost <text>', 'with --break-glass at a database: what is lost, typed as the gate shows it')
    .action((service: string, options: Options) => {
      const { by, comment, breakGlass, lost } = options;
      const message = { by: who(by), ...defined({ comment, breakGlass, lost }) };
      return cli.ends(say(cli, 'approve', service, options, message));
    });
}
