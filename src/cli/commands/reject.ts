import type { Command } from 'commander';
import { defined } from '../../client/defined.js';
import type { Cli } from '../main.js';
import { type ChangingOptions, changingCommand, who } from '../options.js';
import { say } from '../say.js';

export function addReject(program: Command, cli: Cli): void {
  changingCommand(program, 'reject', 'reject at the gate that is open; the rollback ends')
    .option('--comment <text>', 'why')
    .action((service: string, options: ChangingOptions & { comment?: string }) => {
      const message = { by: who(options.by), ...defined({ comment: options.comment }) };
      return cli.ends(say(cli, 'reject', service, options, message));
    });
}
