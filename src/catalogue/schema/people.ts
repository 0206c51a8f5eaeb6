// Whom Runback tells of a rollback, and how each of them is reached.
import { z } from 'zod';
import * as kinds from './scalars.js';

const { text, name, url, reference } = kinds;

export const people = {
  slack: z
    .strictObject({
      incidents: kinds.channel,
      deployments: kinds.channel.optional(),
      token: reference,
      api: url.optional(),
    })
    .optional(),
  pagerduty: z.strictObject({ token: reference, from: text, service: name, api: url.optional() }).optional(),
  statusPage: z
    .strictObject({ url, page: name, token: reference, component: name.optional(), api: url.optional() })
    .optional(),
} as const;
