// Asks for a rollback, and on request stays with it to the end.
import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import type { Started } from '../../client/start.js';
import { Trouble } from '../../client/trouble.js';
import type { Plan } from '../../plan-shape.js';
import type { RollbackRequest } from '../../rollback.js';
import { withCriteria } from '../ask-criteria.js';
import { type Where, whereIs } from '../catalogue.js';
import { exits } from '../exits.js';
import type { Cli } from '../main.js';
import { requestOf } from '../request.js';
import { type RequestOptions, requestCommand } from '../request-options.js';
import type { Terminal } from '../terminal.js';
import { stillPlanning, tellWhenSlow } from '../when-slow.js';
import { withTemporal } from '../with-temporal.js';
import { showPlan } from './plan.js';

interface Options extends RequestOptions {
  readonly planOnly?: boolean;
  readonly wait?: boolean;
}

export function addStart(program: Command, cli: Cli): void {
  requestCommand(program, 'start', 'roll a service back')
    .option('--plan-only', 'only make the plan')
    .option('--wait', 'stay until it ends; exit 0 only for ROLLED_BACK')
    .action((service: string, options: Options) =>
      cli.ends(options.planOnly === true ? showPlan(cli, service, options) : start(cli, service, options)),
    );
}

export async function start({ terminal }: Cli, service: string, asked: Options): Promise<number> {
  const where = await whereIs(service, asked.env);
  const options = await withCriteria(terminal, asked);
  const request = await requestOf(where, options);
  return withTemporal(async (client) => {
    if (where.entry?.policy.mode === 'observe' && request.act !== true)
      return refuseInObserve(client, terminal, request);
    if (terminal.interactive && options.yes !== true && !(await agreed(client, terminal, request))) {
      terminal.err('Nothing was started.');
      return exits.otherOutcome;
    }
    const started = await ask(client, request);
    return afterStart(client, terminal, { started, where, options });
  });
}

/** With RUNBACK_TOKEN through the server, which proves who asks. */
async function ask(client: Client, request: RollbackRequest): Promise<Started> {
  const { settings } = await import('../../client/settings.js');
  const { through } = settings();
  if (through === undefined) {
    const { startRollback } = await import('../../client/start.js');
    return startRollback(client, request);
  }
  const [{ askThroughServer }, { workerPolls }] = await Promise.all([
    import('../../client/through-server.js'),
    import('../../client/pollers.js'),
  ]);
  const asked = await askThroughServer(through, request);
  return { ...asked, workerPolls: await workerPolls(client) };
}

async function afterStart(
  client: Client,
  terminal: Terminal,
  { started, where, options }: { started: Started; where: Where; options: Options },
): Promise<number> {
  const { noWorkerAnswers, noWorkerPolls } = await import('../../client/pollers.js');
  const noWorker = started.workerPolls === false;
  const said = noWorker ? noWorkerPolls : `${started.started ? 'Started' : 'Joined'} ${started.id}`;
  if (options.json !== true) terminal.out(said);
  else if (options.wait !== true || noWorker) terminal.out(JSON.stringify({ ...started, said }, null, 2));
  if (where.entry?.policy.identity === 'authenticated') {
    const { byToken } = await import('../../by-token.js');
    terminal.err(`Approvals are by token: ${byToken('approve', where.entry)}`);
  }
  if (noWorker) return exits.noWorker;
  if (options.wait === true) return stayWith(client, terminal, started, options);
  const unanswered = await tellWhenSlow(terminal, 'The worker has not answered yet', whyUnanswered(client, started));
  if (unanswered !== undefined) {
    terminal.err(noWorkerAnswers(unanswered));
    return exits.noWorker;
  }
  await sayDoubts(client, terminal, started, options);
  if (options.json !== true)
    terminal.out(`Follow it: runback status ${where.service} --env ${where.environment} --watch`);
  return exits.asAsked;
}

const answersWithinMs = 10_000;

/** A run that refuses its request fails within its first workflow task, which the query waits for. */
async function whyUnanswered(client: Client, { id }: Started): Promise<string | undefined> {
  const [{ readStatus }, { readReport }, { isOpen }] = await Promise.all([
    import('../../client/status.js'),
    import('../../client/report.js'),
    import('../../client/execution.js'),
  ]);
  const seen = await readStatus(client, id, { answerWithinMs: answersWithinMs });
  if (seen.execution.state === 'FAILED') await readReport(client, id);
  return seen.from === 'temporal' && isOpen(seen.execution) ? seen.why : undefined;
}

/** Whoever was asked at the terminal has seen the plan. */
async function sayDoubts(client: Client, terminal: Terminal, { id }: Started, { yes }: Options): Promise<void> {
  if (terminal.interactive && yes !== true) return;
  const { doubtsOf } = await import('../doubts.js');
  for (const line of await doubtsOf(client, id)) terminal.err(line);
}

async function stayWith(
  client: Client,
  terminal: Terminal,
  { id }: Started,
  { json = false }: Options,
): Promise<number> {
  const [{ watch }, { readReport }] = await Promise.all([import('../watch.js'), import('../../client/report.js')]);
  const progress = json ? { ...terminal, out: terminal.err, redraws: false } : terminal;
  const { state } = await watch(client, progress, id, { json: false });
  const report = await readReport(client, id);
  if (json) terminal.out(JSON.stringify(report ?? { state }, null, 2));
  else
    terminal.out(
      report === undefined ? `It ended as ${state}, without a report` : `${report.outcome}: ${report.headline}`,
    );
  return report?.outcome === 'ROLLED_BACK' ? exits.asAsked : exits.otherOutcome;
}

async function agreed(client: Client, terminal: Terminal, request: RollbackRequest): Promise<boolean> {
  const running = await openCard(client, request);
  if (running !== undefined) {
    for (const line of running) terminal.err(line);
    return terminal.ask('It is open already. Add your request to it?');
  }
  const [{ makePlan }, { planText }] = await Promise.all([
    import('../../client/plan.js'),
    import('../../plan-text.js'),
  ]);
  const planning = makePlan(client, request).catch((error: Error) => error);
  const planned = await tellWhenSlow(terminal, stillPlanning, planning);
  if (planned instanceof Error) terminal.err(`What production will look like is not known: ${planned.message}`);
  else terminal.err(planText(planned.plan, new Date().toISOString()).join('\n'));
  return terminal.ask(`Roll ${request.service} ${request.environment} back?`);
}

/** The card of a rollback of this service that is open; undefined when there is none. */
async function openCard(
  client: Client,
  { environment, service }: RollbackRequest,
): Promise<readonly string[] | undefined> {
  const [{ rollbackId }, { isOpen }, { readStatus }, { cardOf }] = await Promise.all([
    import('../../identifiers.js'),
    import('../../client/execution.js'),
    import('../../client/status.js'),
    import('../../client/card.js'),
  ]);
  const seen = await readStatus(client, rollbackId(environment, service)).catch((error: unknown) => {
    if (error instanceof Trouble && error.kind === 'nothing open') return undefined;
    throw error;
  });
  return seen !== undefined && isOpen(seen.execution) ? cardOf(seen) : undefined;
}

async function refuseInObserve(client: Client, terminal: Terminal, request: RollbackRequest): Promise<number> {
  const { makePlan } = await import('../../client/plan.js');
  const { plan } = await tellWhenSlow(terminal, stillPlanning, makePlan(client, request));
  const name = `${request.service} ${request.environment}`;
  terminal.err(`The mode of ${name} is observe, so nothing was started: add --act, or run these commands:`);
  for (const command of commandsOf(plan)) terminal.out(command);
  return exits.refused;
}

const commandsOf = ({ methods }: Plan): readonly string[] => methods.find(({ use }) => use === 'first')?.commands ?? [];
