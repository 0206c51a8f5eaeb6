// Whom Runback tells of a rollback, and how each of them is reached.
import { z } from 'zod';
import { type PostedChannel, postedChannels } from '../../notices/posts/index.js';
import * as kinds from './scalars.js';

const { text, name, url, reference } = kinds;

const posted = Object.fromEntries(postedChannels.map((channel) => [channel, reference.optional()])) as Record<
  PostedChannel,
  z.ZodOptional<typeof reference>
>;

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
  channels: z.strictObject(posted).optional(),
} as const;
