import type { Command } from 'commander';
import type { Cli } from '../main.js';
import { type ChangingOptions, changingCommand, who } from '../options.js';
import { say } from '../say.js';

export function addNote(program: Command, cli: Cli): void {
  changingCommand(program, 'note', 'add a line to the timeline')
    .argument('<text...>', 'the line')
    .action((service: string, words: string[], options: ChangingOptions) =>
      cli.ends(say(cli, 'note', service, options, { by: who(options.by), text: words.join(' ') })),
    );
}
