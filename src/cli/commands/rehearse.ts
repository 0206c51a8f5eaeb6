import type { Command } from 'commander';
import { Trouble } from '../../client/trouble.js';
import { rehearsalLines } from '../../database/rehearsal-text.js';
import { whereIs } from '../catalogue.js';
import { exits } from '../exits.js';
import type { Cli } from '../main.js';
import { requestOf } from '../request.js';
import { type RequestOptions, requestCommand } from '../request-options.js';
import { withTemporal } from '../with-temporal.js';

export function addRehearse(program: Command, { terminal, ends }: Cli): void {
  requestCommand(
    program,
    'rehearse',
    'take the schema back on a copy of staging, run the target’s tests, and up again; changes nothing in production',
  ).action((service: string, options: RequestOptions) => ends(show(service, options)));

  async function show(service: string, { json = false, ...options }: RequestOptions): Promise<number> {
    const where = await whereIs(service, options.env);
    const request = await requestOf(where, { reason: 'a rehearsal was asked for', database: true, ...options });
    const database = where.entry?.database;
    if (database === undefined) throw new Trouble('bad input', `The catalogue names no database for ${where.service}`);
    return withTemporal(async (client) => {
      const { rehearse } = await import('../../client/rehearse.js');
      const result = await rehearse(client, request, database.name);
      terminal.out(json ? JSON.stringify(result, null, 2) : rehearsalLines(result).join('\n'));
      return result.rehearsal !== undefined && result.notValid === undefined ? exits.asAsked : exits.otherOutcome;
    });
  }
}
