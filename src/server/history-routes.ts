// GET /rollbacks: those that are open, and those that were, also after Temporal has forgotten them.
import type { Client } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { defined } from '../client/defined.js';
import { readAllHistory } from '../client/history.js';
import { type HistoryQuery, mostRunsAPage, readSince, sinceExpected } from '../history-query.js';
import { outcomes } from '../vocabulary.js';
import { holderOf, reading } from './authorise.js';
import { type Holder, mayRead, mayReadAll } from './holder.js';
import { Problem, problemSchema } from './problem.js';
import type { Tokens } from './tokens.js';

interface Dependencies {
  readonly client: Client;
  readonly tokens: Tokens;
  /** Folder of the reports. */
  readonly reports: string;
}

const asked = z.object({
  environment: z.string().max(128).optional(),
  service: z.string().max(128).optional(),
  outcome: z.enum(outcomes).optional(),
  since: z.string().max(64).optional().describe('"7 days", 2026-11-23 or a time'),
  limit: z.coerce.number().int().min(1).max(mostRunsAPage).default(50),
  after: z.string().max(300).optional().describe('`next` of the page before'),
});

const run = {
  id: z.string().describe('The workflow id'),
  runId: z.string(),
  service: z.string(),
  environment: z.string(),
};
const openRun = z.object({ state: z.literal('open'), ...run, startedAt: z.string() });
const closedRun = z.looseObject({ state: z.literal('closed'), ...run, outcome: z.string(), headline: z.string() });

const answer = z.object({
  rollbacks: z.array(z.union([openRun, closedRun])).describe('Open ones, then closed ones, newest first'),
  openUnknown: z.string().optional().describe('Why it is not known which are open'),
  damaged: z
    .array(z.object({ file: z.string(), why: z.string() }))
    .describe('Reports that could not be read: told to who may see every service'),
  next: z.string().optional().describe('There may be more: `after` of the next page'),
});

export function historyRoutes(server: FastifyInstance, { client, tokens, reports }: Dependencies): void {
  server.withTypeProvider<ZodTypeProvider>().route({
    method: 'GET',
    url: '/rollbacks',
    onRequest: reading(tokens),
    schema: {
      summary: 'The rollbacks that the token may see: open ones, and those that were',
      security: [{ bearer: [] }],
      querystring: asked,
      response: { 200: answer, '4xx': problemSchema, '5xx': problemSchema },
    },
    handler: async (request) => {
      const holder = holderOf(request);
      const query = queryOf(request.query, holder);
      const { open, runs, damaged, ...rest } = await readAllHistory(reports, query, (list) => list(client));
      const rollbacks = [
        ...open.map((each) => ({ state: 'open' as const, ...each })),
        ...runs.map((each) => ({ ...each })),
      ];
      return { ...rest, damaged: mayReadAll(holder) ? [...damaged] : [], rollbacks };
    },
  });
}

/** Throws 422, as for the other parts. */
function queryOf({ since: written, limit, ...query }: z.output<typeof asked>, holder: Holder): HistoryQuery {
  const since = written === undefined ? undefined : readSince(written, new Date().toISOString());
  if (written !== undefined && since === undefined) throw new Problem(422, `since: ${sinceExpected}`);
  return { limit, maySee: (where) => mayRead(holder, where), ...defined({ ...query, since }) };
}
