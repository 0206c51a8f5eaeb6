import type { Command } from 'commander';
import type { Cli } from '../main.js';
import { type ChangingOptions, changingCommand, who } from '../options.js';
import { say } from '../say.js';

export function addAbort(program: Command, cli: Cli): void {
  changingCommand(program, 'abort', 'stop safely: no new step; what is half done is settled first')
    .requiredOption('--reason <text>', 'why')
    .action((service: string, options: ChangingOptions & { reason: string }) =>
      cli.ends(say(cli, 'abort', service, options, { by: who(options.by), reason: options.reason })),
    );
}
