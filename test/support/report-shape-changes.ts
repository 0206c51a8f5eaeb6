// What a report says of what serves, and of what was changed.
import { z } from 'zod';

const time = z.iso.datetime();
const text = z.string().min(1);
export const release = z.strictObject({
  version: text.optional(),
  commit: text.optional(),
  tag: text.optional(),
  taskDefinition: text,
});

const database = z.strictObject({
  name: text,
  from: z.array(text),
  to: z.array(text),
  steps: z.array(text),
  lost: z.array(text),
  alreadyLost: z.array(text),
  snapshot: text,
  rehearsedAt: time,
  services: z.array(z.string()).optional(),
  order: z.enum(['database-first', 'application-first']),
  state: text,
  restorableTo: time.optional(),
  preparingAt: time.optional(),
  preparedAt: time.optional(),
  askedAt: time.optional(),
  changedAt: time.optional(),
  doneAt: time.optional(),
});

export const changes = {
  database: database.optional(),
  serving: z.array(
    z.strictObject({
      release: text,
      taskDefinition: text,
      tasks: z.int().min(0),
      healthyTargets: z.int().min(0).optional(),
    }),
  ),
  servingAt: time.optional(),
  canary: z
    .strictObject({
      service: text,
      share: z.number().min(0).max(1),
      desired: z.int().min(0),
      running: z.int().min(0),
      targets: z.int().min(0),
    })
    .optional(),
  change: z.enum(['none', 'asked', 'made']),
  deployed: z.array(z.strictObject({ from: text, to: text, at: time })).optional(),
  undoByHand: z.array(text).optional(),
  undoesCanary: z.literal(true).optional(),
  canaryFormer: z
    .strictObject({
      service: text,
      release,
      targetGroupArn: text,
      desired: z.number().int(),
      forwards: z.array(
        z.strictObject({
          arn: text,
          isDefault: z.boolean(),
          name: text,
          weight: z.number().int(),
          stickiness: z.number().int().optional(),
          handedTo: text.optional(),
        }),
      ),
    })
    .optional(),
  settingsChanged: z.array(
    z.strictObject({
      setting: text,
      from: text,
      to: text,
      at: time,
      putBackAt: time.optional(),
      stays: z.literal(true).optional(),
    }),
  ),
  pipeline: z
    .strictObject({ run: z.looseObject({ id: z.int(), url: z.url() }), said: text, isStopped: z.boolean() })
    .optional(),
  pin: z.array(text).optional(),
};
