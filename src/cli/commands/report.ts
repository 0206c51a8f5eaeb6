import type { Command } from 'commander';
import { Trouble } from '../../client/trouble.js';
import type { Report } from '../../report.js';
import { type Where, whereIs } from '../catalogue.js';
import { exits } from '../exits.js';
import type { Cli } from '../main.js';
import { type ServiceOptions, serviceCommand } from '../options.js';
import { withTemporal } from '../with-temporal.js';

export function addReport(program: Command, { terminal, ends }: Cli): void {
  serviceCommand(program, 'report', 'the report of the last rollback of a service, as Markdown').action(
    (service: string, options: ServiceOptions) => ends(showReport(service, options)),
  );

  async function showReport(service: string, { env, json = false }: ServiceOptions): Promise<number> {
    const report = await lastReport(await whereIs(service, env));
    const { reportMarkdown } = await import('../../report-markdown.js');
    terminal.out(json ? JSON.stringify(report, null, 2) : reportMarkdown(report));
    return exits.asAsked;
  }
}

/** From Temporal, else from the store, which outlives Temporal's retention and its outages. */
async function lastReport({ environment, service }: Where): Promise<Report> {
  const [{ rollbackId }, { readReport }, { newestStoredReport }, { settings }] = await Promise.all([
    import('../../identifiers.js'),
    import('../../client/report.js'),
    import('../stored-reports.js'),
    import('../../client/settings.js'),
  ]);
  const asked = await withTemporal((client) => readReport(client, rollbackId(environment, service))).catch(
    asNotReached,
  );
  const report = asked instanceof Trouble ? undefined : asked;
  const found = report ?? (await newestStoredReport(settings().reports, { environment, service }));
  if (found !== undefined) return found;
  if (asked instanceof Trouble) throw asked;
  throw new Trouble(
    'nothing open',
    `No report of ${service} ${environment} yet, neither from Temporal nor in ${settings().reports}`,
  );
}

const asNotReached = (error: unknown): Trouble => {
  if (error instanceof Trouble && error.kind === 'temporal not reached') return error;
  throw error;
};
