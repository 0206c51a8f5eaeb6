import type { Command } from 'commander';
import { whereIs } from '../catalogue.js';
import { exits } from '../exits.js';
import { lastReport } from '../last-report.js';
import type { Cli } from '../main.js';
import { type ServiceOptions, serviceCommand } from '../options.js';

export function addReport(program: Command, { terminal, ends }: Cli): void {
  serviceCommand(program, 'report', 'the report of the last rollback of a service, as Markdown').action(
    (service: string, options: ServiceOptions) => ends(showReport(service, options)),
  );

  async function showReport(service: string, { env, json = false }: ServiceOptions): Promise<number> {
    const { report, newer } = await lastReport(await whereIs(service, env));
    if (newer !== undefined) terminal.err(`${newer}. This is the one before it:`);
    const { reportMarkdown } = await import('../../report-markdown.js');
    terminal.out(json ? JSON.stringify(report, null, 2) : reportMarkdown(report));
    return exits.asAsked;
  }
}
