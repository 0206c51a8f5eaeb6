import type { Command } from 'commander';
import type { History } from '../../client/history.js';
import { outcomes } from '../../vocabulary.js';
import { exits } from '../exits.js';
import { type HistoryOptions, historyQuery } from '../history-options.js';
import type { Cli } from '../main.js';
import type { Terminal } from '../terminal.js';
import { withTemporal } from '../with-temporal.js';

export function addHistory(program: Command, { terminal, ends }: Cli): void {
  program
    .command('history')
    .description('the rollbacks that were: who asked, who approved, what was changed; Temporal may have forgotten them')
    .argument('[service]', 'its name in the catalogue, or an alias such as its ECS service')
    .option('--env <environment>', 'the environment, such as prod')
    .option('--since <when>', 'what closed since: "7 days", 2026-11-23, a time')
    .option('--outcome <outcome>', `only those that ended so: ${outcomes.join(', ')}`)
    .option('--limit <runs>', 'how many at most, up to 200', '20')
    .option('--after <file>', 'the page after the one that named it')
    .option('--export', 'the audit: each closed run and each message that counted, a line of JSON each, oldest first')
    .option('--json', 'JSON and nothing else on stdout')
    .action((service: string | undefined, options: HistoryOptions) =>
      ends(options.export === true ? exportAudit(terminal, service, options) : show(terminal, service, options)),
    );
}

async function show(terminal: Terminal, service: string | undefined, options: HistoryOptions): Promise<number> {
  const [{ readAllHistory }, { settings }] = await Promise.all([
    import('../../client/history.js'),
    import('../../client/settings.js'),
  ]);
  const query = await historyQuery(service, options);
  const history = await readAllHistory(settings().reports, query, withTemporal);
  if (options.json === true) {
    const { open, runs, ...rest } = history;
    const rollbacks = [...open.map((run) => ({ state: 'open', ...run })), ...runs];
    terminal.out(JSON.stringify({ rollbacks, ...rest }, null, 2));
  } else await tell(terminal, settings().reports, history);
  return exits.asAsked;
}

async function tell(terminal: Terminal, folder: string, { open, runs, ...rest }: History): Promise<void> {
  const { closedLines, openLine } = await import('../../history-text.js');
  const lines = [...open.map(openLine), ...runs.flatMap(closedLines)];
  for (const line of lines) terminal.out(line);
  if (lines.length === 0) terminal.out(`No rollback that this asks for in ${folder}.`);
  if (rest.openUnknown !== undefined) terminal.err(`Which rollbacks are open is not known: ${rest.openUnknown}`);
  tellDamaged(terminal, folder, rest.damaged);
  if (rest.next !== undefined) terminal.err(`There may be more: --after ${rest.next}`);
}

async function exportAudit(terminal: Terminal, service: string | undefined, options: HistoryOptions): Promise<number> {
  const [{ readAudit }, { settings }] = await Promise.all([
    import('../../client/audit.js'),
    import('../../client/settings.js'),
  ]);
  const folder = settings().reports;
  const { lines, damaged } = await readAudit(folder, await historyQuery(service, options));
  for (const line of lines) terminal.out(line);
  tellDamaged(terminal, folder, damaged);
  return exits.asAsked;
}

function tellDamaged(terminal: Terminal, folder: string, damaged: History['damaged']): void {
  for (const { file, why } of damaged) terminal.err(`Not read: ${file} in ${folder}: ${why}`);
}
