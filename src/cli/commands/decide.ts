import type { Command } from 'commander';
import { defined } from '../../client/defined.js';
import type { DecideAction } from '../../messages.js';
import type { Method } from '../../rollback.js';
import type { Cli } from '../main.js';
import { type ChangingOptions, changingCommand, type TargetOptions, targetIn, who, withTarget } from '../options.js';
import { say } from '../say.js';

interface Options extends ChangingOptions, TargetOptions {
  readonly action: string;
  readonly method?: Method;
  readonly reason?: string;
}

export function addDecide(program: Command, cli: Cli): void {
  withTarget(changingCommand(program, 'decide', 'answer a rollback that waits for the operator'))
    .requiredOption('--action <action>', 'retry, skip, use-method, choose-target, proceed, undo or abort')
    .option('--method <method>', 'which way, where the action asks for one')
    .option('--reason <text>', 'why')
    .action((service: string, options: Options) => {
      const { method, reason } = options;
      const action = options.action as DecideAction;
      const message = { by: who(options.by), action, ...defined({ target: targetIn(options), method, reason }) };
      return cli.ends(say(cli, 'decide', service, options, message));
    });
}
