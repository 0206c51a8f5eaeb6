// One command back to the release that a rollback left, while it is open and afterwards (design §9).
import type { Command } from 'commander';
import { Trouble } from '../../client/trouble.js';
import type { Report } from '../../report.js';
import { type Where, whereIs } from '../catalogue.js';
import { lastReport } from '../last-report.js';
import type { Cli } from '../main.js';
import { type ChangingOptions, changingCommand, who } from '../options.js';
import { say } from '../say.js';
import { withTemporal } from '../with-temporal.js';
import { start } from './start.js';

export function addUndo(program: Command, cli: Cli): void {
  changingCommand(program, 'undo', 'go back to the release that the last rollback left').action(
    (service: string, options: ChangingOptions) => cli.ends(undo(cli, service, options)),
  );
}

async function undo(cli: Cli, service: string, options: ChangingOptions): Promise<number> {
  const where = await whereIs(service, options.env);
  const by = who(options.by);
  if (await isOpenAt(where)) return say(cli, 'decide', service, options, { by, action: 'undo' });
  const { report, newer } = await lastReport(where);
  if (newer !== undefined) throw new Trouble('nothing open', `Nothing was started: ${newer}`);
  const { id, from } = undoable(report);
  const reason = `undo of the rollback ${id} (${report.reason.slice(0, 200)})`;
  return start(cli, service, { ...options, reason, undoes: id, targetTaskDefinition: from, act: true });
}

async function isOpenAt({ environment, service }: Where): Promise<boolean> {
  const [{ describeExecution, isOpen }, { rollbackId }] = await Promise.all([
    import('../../client/execution.js'),
    import('../../identifiers.js'),
  ]);
  return withTemporal(async (client) => {
    const execution = await describeExecution(client, rollbackId(environment, service));
    return execution !== undefined && isOpen(execution);
  });
}

function undoable(report: Report): { readonly id: string; readonly from: string } {
  const { id, from, change, outcome, times, canary, undoByHand = [] } = report;
  if (canary !== undefined && change !== 'none') {
    const sentence = `Nothing was started: the last rollback took out the canary ${canary.service}, and Runback does not give a canary its traffic back. By hand:`;
    throw new Trouble('refused', sentence, undoByHand);
  }
  if (from !== undefined && change !== 'none') return { id, from: from.taskDefinition };
  const ended = `The last rollback ended as ${outcome} at ${times.closedAt ?? 'an unknown time'}`;
  throw new Trouble('refused', `${ended} and changed nothing: there is nothing to undo`);
}
