import type { Command } from 'commander';
import { defined } from '../../client/defined.js';
import type { Messages } from '../../messages.js';
import type { Cli } from '../main.js';
import { type ChangingOptions, changingCommand, who } from '../options.js';
import { say } from '../say.js';

export function addConfirm(program: Command, cli: Cli): void {
  changingCommand(program, 'confirm', 'a checklist item is done, or the text for customers is approved')
    .argument(
      '<item>',
      'verify-issue, check-status, communicate, create-incident, identify-version, backup-plan or customer-text',
    )
    .option('--evidence <text>', 'what shows it')
    .action((service: string, item: string, options: ChangingOptions & { evidence?: string }) => {
      const message = {
        item: item as Messages['confirm']['item'],
        by: who(options.by),
        ...defined({ evidence: options.evidence }),
      };
      return cli.ends(say(cli, 'confirm', service, options, message));
    });
}
