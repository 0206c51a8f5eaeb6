// Has a deployment guarded, as the last step of a pipeline does, and says whether it is.
import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import type { GuardStarted } from '../../client/guard.js';
import { Trouble } from '../../client/trouble.js';
import { type GuardRequest, parseGuardRequest } from '../../guard/guard-request.js';
import { guardLines } from '../../guard/guard-status.js';
import { whereIs } from '../catalogue.js';
import { exits } from '../exits.js';
import type { Cli } from '../main.js';
import { type ServiceOptions, serviceCommand, who } from '../options.js';
import { withTemporal } from '../with-temporal.js';

interface Options extends ServiceOptions {
  readonly deployment?: string;
  readonly by?: string;
}

export function addGuard(program: Command, cli: Cli): void {
  serviceCommand(program, 'guard', 'measure a new deployment by the runbook’s rules, and roll it back by them')
    .option('--deployment <id>', 'ECS’s id of it, such as ecs-svc/1234567890123456789 (default: the newest)')
    .option('--by <name>', 'who asks (default: RUNBACK_USER, else the name of the user here)')
    .action((service: string, options: Options) => cli.ends(guard(cli, service, options)));
}

async function guard(
  { terminal }: Cli,
  service: string,
  { env, json = false, deployment, by }: Options,
): Promise<number> {
  const { service: name, environment } = await whereIs(service, env);
  const asked = { service: name, environment, requestedBy: who(by) };
  const parsed = parseGuardRequest(deployment === undefined ? asked : { ...asked, deployment });
  if (!parsed.ok) throw new Trouble('bad input', 'Nothing is guarded', parsed.problems);
  return withTemporal(async (client) => {
    const [{ guardNow }, { noWorkerPolls }] = await Promise.all([
      import('../../client/guard.js'),
      import('../../client/pollers.js'),
    ]);
    const started = await ask(client, parsed.value);
    if (started.workerPolls === false) {
      terminal.out(json ? JSON.stringify({ ...started, said: noWorkerPolls }, null, 2) : noWorkerPolls);
      return exits.noWorker;
    }
    const seen = await guardNow(client, started.id);
    const lines = 'ended' in seen ? seen.ended.said : [`${seen.id} guards it`, ...guardLines(seen.status)];
    if (json) terminal.out(JSON.stringify({ started: started.started, ...seen }, null, 2));
    else for (const line of lines) terminal.out(line);
    return 'ended' in seen && seen.ended.end === 'not guarded' ? exits.otherOutcome : exits.asAsked;
  });
}

/** With RUNBACK_TOKEN through the server, which knows who asks. */
async function ask(client: Client, request: GuardRequest): Promise<GuardStarted> {
  const { settings } = await import('../../client/settings.js');
  const { through } = settings();
  if (through === undefined) return (await import('../../client/guard.js')).startGuard(client, request);
  const [{ guardThroughServer }, { workerPolls }] = await Promise.all([
    import('../../client/through-server.js'),
    import('../../client/pollers.js'),
  ]);
  return { ...(await guardThroughServer(through, request)), workerPolls: await workerPolls(client) };
}
