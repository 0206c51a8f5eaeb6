// The HTTP shapes of design §4: a request, and each message. The workflow parses them again by its own total functions.
import { z } from 'zod';
import type { Verb } from '../identifiers.js';
import { confirmable, criteria, methodNames } from '../vocabulary.js';

const text = z.string().trim().min(1).max(4_000);
const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'expected a name of letters, digits, dots, dashes and underscores');
const time = z.iso.datetime({ offset: true, message: 'expected an ISO 8601 time' }).max(64);
const method = z.enum(methodNames);
const byToken = z.string().max(4_000).optional().describe("Ignored: who asks is the token's name");

const target = z
  .strictObject({ version: text, commit: text, tag: text, taskDefinition: text })
  .partial()
  .refine((given) => Object.keys(given).length === 1, 'expected exactly one of version, commit, tag, taskDefinition');

const criterion = z.enum(criteria);

const trigger = z.strictObject({
  kind: z
    .enum(['alert', 'metric', 'deployment', 'person'])
    .describe('Any but person needs a token that is a sender’s too'),
  name: text.optional(),
  summary: text.optional(),
  startsAt: time.optional(),
  fingerprint: text.optional(),
  url: text.optional(),
});

export const requestBody = z
  .strictObject({
    service: name,
    environment: name,
    reason: text,
    requestedBy: byToken,
    severity: z.enum(['SEV1', 'SEV2']).optional(),
    method: method.optional(),
    target: target.optional(),
    scope: z.enum(['service', 'canary']).optional(),
    database: z
      .strictObject({ target: text.optional(), order: z.enum(['database-first', 'application-first']).optional() })
      .optional(),
    group: text.optional(),
    planOnly: z.boolean().optional(),
    criteria: z.array(criterion).max(50).optional(),
    since: time.optional(),
    impact: text.optional(),
    customerImpact: z.boolean().optional(),
    trigger: trigger.optional(),
    act: z.boolean().optional(),
    doubts: z.array(text).max(50).optional().describe('Why a person is to decide, whatever the policy says'),
    reopens: text.optional(),
    undoes: text.optional(),
    requestId: name.optional().describe('Names this request: sent again with the same one it counts once'),
    acceptedAt: z.unknown().optional().describe('Refused: the server says when it accepted'),
  })
  .meta({ id: 'RollbackRequest' });

const item = z.enum(confirmable);
const run = text.optional().describe('The run it is meant for (runId of GET /rollbacks/…): another one refuses it');
const said = { by: byToken, run };
const decision = z.strictObject({ ...said, comment: text.optional() });
const pause = z.strictObject({ ...said, reason: text.optional() });

export const messageBodies = {
  confirm: z.strictObject({ ...said, item, evidence: text.optional() }),
  approve: decision.extend({
    breakGlass: text.optional().describe('Why one admin alone is enough this time: paged, and named in the report'),
    lost: text.optional().describe('What is lost, as the gate of a database shows it: break-glass there has it typed'),
  }),
  reject: decision,
  decide: z.strictObject({
    ...said,
    action: z.enum(['retry', 'skip', 'use-method', 'choose-target', 'proceed', 'undo', 'abort']),
    target: target.optional(),
    method: method.optional(),
    reason: text.optional(),
  }),
  pause,
  resume: pause,
  abort: z.strictObject({ ...said, reason: text }),
  note: z.strictObject({ ...said, text }),
} as const satisfies Record<Verb, z.ZodType>;
