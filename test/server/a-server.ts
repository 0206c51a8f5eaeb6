// The server over a real or an absent Temporal, asked without a socket.
import type { FastifyInstance } from 'fastify';
import { createAwsAccess } from '../../activities/aws-clients.js';
import type { Role } from '../../src/relayed.js';
import { createServer, type ServerDependencies } from '../../src/server/create-server.js';
import { newToken, tokensOf } from '../../src/server/tokens.js';
import { aCatalogue } from './fixtures/catalogue.js';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Record<string, unknown>;
  readonly text: string;
}

type Asking = {
  as?: Role | 'pipeline' | 'nobody' | 'stranger' | 'elsewhere';
  body?: unknown;
  headers?: Record<string, string>;
};

export interface ServerWorld {
  readonly server: FastifyInstance;
  ask(method: 'GET' | 'POST', url: string, asking?: Asking): Promise<Answer>;
}

const held = (['viewer', 'sender', 'operator', 'approver', 'admin'] as const).map((role) => ({
  role,
  ...newToken(`${role}-olga`, [role]),
}));
const elsewhere = newToken('elsewhere-eve', ['operator', 'sender']);
const pipeline = newToken('deploy-pipeline', ['operator', 'sender']);
const others: Readonly<Record<string, string>> = { elsewhere: elsewhere.token, pipeline: pipeline.token };
const tokenOf = (as: Role | 'pipeline' | 'stranger' | 'elsewhere'): string =>
  others[as] ?? held.find(({ role }) => role === as)?.token ?? 'rb_unknown';

/** A server over the client; services are called `api`, `web` and `jobs` in `prod`. */
export async function aServer(
  client: ServerDependencies['client'],
  options: Partial<ServerDependencies> = {},
): Promise<ServerWorld> {
  const tokens = tokensOf([
    ...held.map(({ known }) => known),
    pipeline.known,
    { ...elsewhere.known, environments: ['staging'] },
  ]);
  const services = aCatalogue('api', 'web', 'jobs');
  const aws = createAwsAccess();
  const server = await createServer({ client, tokens, services, aws, reports: 'no-such-folder', ...options });
  return {
    server,
    async ask(method, url, { as = 'operator', body, headers = {} } = {}) {
      const answer = await server.inject({
        method,
        url,
        headers: {
          ...(as === 'nobody' ? {} : { authorization: `Bearer ${tokenOf(as)}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const type = String(answer.headers['content-type']);
      const parsed: unknown = type.includes('json') ? answer.json() : {};
      return { status: answer.statusCode, type, body: parsed as Record<string, unknown>, text: answer.body };
    },
  };
}
