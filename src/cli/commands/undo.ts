// One command back to the release that a rollback left, while it is open and afterwards (design §9).
import type { Command } from 'commander';
import { Trouble } from '../../client/trouble.js';
import { isAboutSecurity } from '../../plan/manual-criteria.js';
import type { Report } from '../../report.js';
import { leftBy } from '../../undone.js';
import { type Where, whereIs } from '../catalogue.js';
import { lastReport } from '../last-report.js';
import type { Cli } from '../main.js';
import { type ChangingOptions, changingCommand, who } from '../options.js';
import type { RequestOptions } from '../request-options.js';
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
  const { report, newer, undoing } = await lastReport(where);
  // An undo that was terminated half way is taken up again: it goes to the same.
  if (newer !== undefined && undoing !== report.id) throw new Trouble('nothing open', `Nothing was started: ${newer}`);
  const what = undoable(report);
  if (isAboutSecurity(report.request)) await speaksByToken(where);
  const reason = `undo of the rollback ${report.id} (${report.reason.slice(0, 200)})`;
  return start(cli, service, { ...options, ...what, reason, undoes: report.id, act: true });
}

/** The run would refuse it too. */
async function speaksByToken(where: Where): Promise<void> {
  const [{ settings }, { onlyAnAdminUndoes }] = await Promise.all([
    import('../../client/settings.js'),
    import('../../by-token.js'),
  ]);
  if (settings().through === undefined)
    throw new Trouble('refused', `Nothing was started: ${onlyAnAdminUndoes(where)}`);
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

/** A canary's former weights are in the report, which the worker reads. */
function undoable(report: Report): Pick<RequestOptions, 'scope' | 'targetTaskDefinition'> {
  const left = leftBy(report);
  if (left.found === 'service') return { targetTaskDefinition: left.taskDefinition };
  if (left.found === 'canary') return { scope: 'canary' };
  const closed = `it closed at ${report.times.closedAt ?? 'an unknown time'}`;
  throw new Trouble('refused', `There is nothing to undo: ${left.why} (${closed}). Nothing was started`);
}
