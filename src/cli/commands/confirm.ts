import type { Command } from 'commander';
import { defined } from '../../client/defined.js';
import type { ChecklistItemName } from '../../rollback.js';
import type { Cli } from '../main.js';
import { type ChangingOptions, changingCommand, who } from '../options.js';
import { say } from '../say.js';

export function addConfirm(program: Command, cli: Cli): void {
  changingCommand(program, 'confirm', 'a checklist item is done')
    .argument('<item>', 'verify-issue, check-status, communicate, create-incident, identify-version or backup-plan')
    .option('--evidence <text>', 'what shows it')
    .action((service: string, item: string, options: ChangingOptions & { evidence?: string }) => {
      const message = {
        item: item as ChecklistItemName,
        by: who(options.by),
        ...defined({ evidence: options.evidence }),
      };
      return cli.ends(say(cli, 'confirm', service, options, message));
    });
}
