// The organisation's release script (Runbook › Method 2): the host it lies on, its arguments, and the tags it knows releases by.
import { z } from 'zod';
import * as kinds from './scalars.js';

const { text, folder } = kinds;

const argv = z.array(kinds.template(['commit', 'version', 'tag'])).min(1, 'at least the name of a program');

export const releaseScript = {
  script: z
    .strictObject({
      ssh: kinds.sshDestination.optional(),
      sshConfig: text.optional(),
      folder,
      application: argv,
      afterDatabase: argv.optional(),
      canary: argv.optional(),
    })
    .optional(),
  git: z
    .strictObject({
      tags: kinds.tagPattern,
      example: text.optional(),
      folder: folder.optional(),
      remote: kinds.name.optional(),
    })
    .optional(),
} as const;
