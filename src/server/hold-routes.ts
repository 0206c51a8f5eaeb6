// What pipelines ask before they deploy: GET /holds/:environment/:service. It needs AWS alone, no Temporal.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { AwsAccess } from '../../activities/aws-clients.js';
import { checkRelease, lookedAt, readHolds } from '../client/holds.js';
import type { Services } from '../client/services.js';
import { allowFor, reading } from './authorise.js';
import { Problem, problemSchema } from './problem.js';
import { entryAt, wherePath } from './rollback-routes.js';
import type { Tokens } from './tokens.js';

interface Dependencies {
  readonly services: Services;
  readonly tokens: Tokens;
  readonly aws: AwsAccess;
}

const question = z.object({
  release: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('Version, commit, git tag, task definition or :revision'),
});
const holdSchema = z.object({
  taskDefinition: z.string(),
  version: z.string().optional(),
  commit: z.string().optional(),
  tag: z.string().optional(),
  hold: z.object({
    since: z.string().optional(),
    until: z.string().optional(),
    by: z.string().optional(),
    why: z.string(),
    blocked: z.literal(true).optional(),
    rolledBackBy: z.string().optional(),
  }),
});
const answerSchema = z.object({
  service: z.string(),
  environment: z.string(),
  holds: z.array(holdSchema),
  among: z.string().describe('The task definitions that were looked at, and whether there are older ones'),
  blockedInCatalogue: z.array(z.string()),
  release: z.object({ asked: z.string(), verdict: z.literal('free'), why: z.string() }).optional(),
});

export function holdRoutes(server: FastifyInstance, { services, tokens, aws }: Dependencies): void {
  server.withTypeProvider<ZodTypeProvider>().route({
    method: 'GET',
    url: '/holds/:environment/:service',
    onRequest: reading(tokens),
    schema: {
      summary: 'The releases that may not be deployed; 409 when the one that is asked for is among them',
      security: [{ bearer: [] }],
      params: wherePath,
      querystring: question,
      response: { 200: answerSchema, '4xx': problemSchema, '5xx': problemSchema },
    },
    handler: async (request) => {
      const entry = entryAt(services, request.params);
      const { service, environment, blocked } = entry;
      allowFor(request, entry);
      const { release: asked } = request.query;
      const holds = await readHolds(aws, entry, new Date().toISOString(), asked);
      const held = holds.releases.flatMap(({ hold, ...release }) => (hold === undefined ? [] : [{ ...release, hold }]));
      const all = { service, environment, holds: held, among: lookedAt(holds), blockedInCatalogue: [...blocked] };
      if (asked === undefined) return all;
      const { verdict, why } = checkRelease(holds, asked);
      if (verdict === 'free') return { ...all, release: { asked, verdict, why } };
      throw new Problem(
        409,
        `${why}. Do not deploy it; lift it: runback hold ${service} RELEASE --env ${environment} --lift`,
      );
    },
  });
}
