// The command line (design §12). Commands load what they need when they run, so that it starts fast.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { Trouble } from '../client/trouble.js';
import { addAbort } from './commands/abort.js';
import { addApprove } from './commands/approve.js';
import { addCheck } from './commands/check.js';
import { addConfirm } from './commands/confirm.js';
import { addDecide } from './commands/decide.js';
import { addGuard } from './commands/guard.js';
import { addHistory } from './commands/history.js';
import { addHold } from './commands/hold.js';
import { addNote } from './commands/note.js';
import { addOpenRuns } from './commands/open-runs.js';
import { addPause } from './commands/pause.js';
import { addPlan } from './commands/plan.js';
import { addRehearse } from './commands/rehearse.js';
import { addReject } from './commands/reject.js';
import { addRelayKey } from './commands/relay-key.js';
import { addReport } from './commands/report.js';
import { addResume } from './commands/resume.js';
import { addRules } from './commands/rules.js';
import { addStart } from './commands/start.js';
import { addStatus } from './commands/status.js';
import { addToken } from './commands/token.js';
import { addUndo } from './commands/undo.js';
import { exitOf, exits } from './exits.js';
import { type Terminal, terminalOf } from './terminal.js';

/** What a command gets; `ends` takes its exit status. */
export interface Cli {
  readonly terminal: Terminal;
  readonly ends: (exit: Promise<number>) => Promise<void>;
}

const inOrderOfHelp = [
  addOpenRuns,
  addPlan,
  addRehearse,
  addStart,
  addStatus,
  addConfirm,
  addApprove,
  addReject,
  addDecide,
  addNote,
  addPause,
  addResume,
  addAbort,
  addUndo,
  addReport,
  addHistory,
  addHold,
  addGuard,
  addCheck,
  addRules,
  addToken,
  addRelayKey,
];

const exitCodes =
  '\nExit status: 0 as asked · 1 another outcome · 2 bad input · 3 refused by policy · 4 Temporal not reached · 5 no worker polls';

/** Runs one command line and answers its exit status; never throws and never prints a stack. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  let exit: number = exits.asAsked;
  const ends = async (promised: Promise<number>) => {
    exit = await promised;
  };
  const program = new Command('runback').description('Rolls back releases on Amazon ECS by the runbook');
  program.addHelpText('after', exitCodes).showHelpAfterError('(runback COMMAND --help shows the options)');
  program.configureOutput({
    writeOut: (text) => terminal.out(text.trimEnd()),
    writeErr: (text) => terminal.err(text.trimEnd()),
  });
  program.exitOverride().enablePositionalOptions().helpCommand('help [command]', 'the options of a command');
  for (const add of inOrderOfHelp) add(program, { terminal, ends });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    return told(error, terminal, args.includes('--json'));
  }
}

function told(error: unknown, terminal: Terminal, json: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exits.asAsked : exits.badInput;
  const { kind, message, problems } = failureOf(error);
  if (json) terminal.out(JSON.stringify({ error: { kind, message, problems } }, null, 2));
  else for (const line of [message, ...problems]) terminal.err(line);
  return exitOf[kind];
}

const failureOf = (error: unknown): Trouble => {
  if (error instanceof Trouble) return error;
  const message = error instanceof Error ? error.message : String(error);
  const named = error instanceof Error ? error.name : '';
  if (named === 'CatalogueProblems' || named === 'ConfigurationProblem') return new Trouble('bad input', message);
  return new Trouble('unexpected', `Runback failed unexpectedly: ${message}`);
};

const calledDirectly = (): boolean => {
  const [, script] = process.argv;
  const here = fileURLToPath(import.meta.url);
  return script !== undefined && (realpathSync(script) === here || realpathSync(script).endsWith('/cli/runback.js'));
};

/** Whoever reads us may stop early (`| head`): that ends the command, never as success, and without a stack. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(exits.otherOutcome);
  });
}

if (calledDirectly()) {
  endWithReader();
  process.exitCode = await main(process.argv.slice(2), terminalOf(process));
}
