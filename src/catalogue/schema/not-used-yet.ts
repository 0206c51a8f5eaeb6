// Sections that are read and checked already, while what uses them is still to come: they read "not connected".
import { z } from 'zod';
import * as kinds from './scalars.js';

const { text, name, url, folder } = kinds;

const releasePlaceholders = ['commit', 'version', 'tag'];
const argv = z.array(kinds.template(releasePlaceholders));

export const notUsedYet = {
  script: z
    .strictObject({
      ssh: text.optional(),
      folder,
      application: argv,
      afterDatabase: argv.optional(),
      canary: argv.optional(),
    })
    .optional(),
  git: z.strictObject({ tags: text, example: text.optional() }).optional(),
  github: z.strictObject({ repository: kinds.repository, actions: url.optional() }).optional(),
  parameters: z.strictObject({ path: folder }).optional(),
  logs: z.strictObject({ group: folder }).optional(),
  slack: z.strictObject({ incidents: kinds.channel, deployments: kinds.channel.optional() }).optional(),
  statusPage: z.strictObject({ url }).optional(),
  agents: z.array(name).optional(),
  thirdParties: z.record(z.string(), z.strictObject({ url: url.optional(), query: text.optional() })).optional(),
} as const;

/** What people call each section. */
export const calledByPeople: Readonly<Record<keyof typeof notUsedYet, string>> = {
  script: 'release script',
  git: 'git tags',
  github: 'pipeline (GitHub Actions)',
  parameters: 'parameter store',
  logs: 'task logs',
  slack: 'Slack',
  statusPage: 'status page',
  agents: 'agents with an SLO of their own',
  thirdParties: 'third parties',
};
