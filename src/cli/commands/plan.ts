import type { Command } from 'commander';
import { whereIs } from '../catalogue.js';
import { exits } from '../exits.js';
import type { Cli } from '../main.js';
import { requestOf } from '../request.js';
import { type RequestOptions, requestCommand } from '../request-options.js';
import { stillPlanning, tellWhenSlow } from '../when-slow.js';
import { withTemporal } from '../with-temporal.js';

export function addPlan(program: Command, { terminal, ends }: Cli): void {
  requestCommand(program, 'plan', 'what a rollback would do; reads, changes nothing and takes no lock').action(
    (service: string, options: RequestOptions) => ends(showPlan({ terminal }, service, options)),
  );
}

/** Makes a plan and prints it. Throws trouble. */
export async function showPlan(
  { terminal }: Pick<Cli, 'terminal'>,
  service: string,
  { json = false, ...options }: RequestOptions,
): Promise<number> {
  const where = await whereIs(service, options.env);
  const request = await requestOf(where, { reason: 'a plan was asked for', ...options });
  return withTemporal(async (client) => {
    const [{ makePlan }, { planText }] = await Promise.all([
      import('../../client/plan.js'),
      import('../../plan-text.js'),
    ]);
    const { plan } = await tellWhenSlow(terminal, stillPlanning, makePlan(client, request));
    terminal.out(json ? JSON.stringify(plan, null, 2) : planText(plan, new Date().toISOString()).join('\n'));
    return plan.target.kind === 'chosen' ? exits.asAsked : exits.otherOutcome;
  });
}
