// The server with its page, listening, and the people who hold a token for it.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { createAwsAccess } from '../../../activities/aws-clients.js';
import { catalogueOf } from '../../../src/catalogue/catalogue.js';
import { createServer, type ServerDependencies } from '../../../src/server/create-server.js';
import { newToken, tokensOf } from '../../../src/server/tokens.js';
import { anEntry } from '../../support/an-entry.js';

const people = {
  ann: newToken('ann', ['operator', 'approver']),
  olga: newToken('olga', ['operator', 'approver']),
  vera: newToken('vera', ['viewer']),
  paul: newToken('paul', ['approver']),
  alarm: newToken('alarm', ['sender']),
  eve: newToken('eve', ['operator']),
  max: newToken('max', ['admin']),
};
export type Person = keyof typeof people;

export const tokenOf = (person: Person): string => people[person].token;

export interface PageServer {
  readonly server: Awaited<ReturnType<typeof createServer>>;
  /** http://127.0.0.1:port */
  readonly address: string;
  /** From now on the token is not known. */
  withdraw(person: Person): void;
}

/** A folder that is not there: nothing was closed yet. */
const noReports = join(tmpdir(), 'runback-page-without-reports');

/** `applylens-api`, `quiet-api` and `silent` in prod; eve's token holds for staging alone. */
export async function aPage(client: Client, options: Partial<ServerDependencies> = {}): Promise<PageServer> {
  const withdrawn = new Set<string>();
  const known = tokensOf(
    Object.entries(people).map(([name, { known: each }]) =>
      name === 'eve' ? { ...each, environments: ['staging'] } : each,
    ),
  );
  const services = catalogueOf([
    anEntry(),
    anEntry({ service: 'quiet-api', aliases: [] }),
    anEntry({ service: 'silent', aliases: [] }),
  ]);
  const tokens: ServerDependencies['tokens'] = (token) => (withdrawn.has(token) ? undefined : known(token));
  const server = await createServer({
    client,
    tokens,
    services,
    aws: createAwsAccess(),
    reports: noReports,
    ...options,
  });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  return { server, address, withdraw: (person) => void withdrawn.add(people[person].token) };
}
