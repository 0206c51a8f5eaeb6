import { z } from 'zod';
import * as kinds from './scalars.js';

const { text, url, name } = kinds;

const rollbackPlaceholders = ['commit', 'version', 'tag'];

/** The deploy pipeline on GitHub Actions. `runName`: what the title of a run has in it when it is this service's. */
export const github = z.strictObject({
  api: url.optional(),
  repository: kinds.repository,
  token: kinds.reference,
  actions: url.optional(),
  workflows: z.strictObject({
    deploy: z.strictObject({ file: name, runName: text.optional() }),
    rollback: z
      .strictObject({
        file: name,
        ref: text,
        runName: text.optional(),
        inputs: z.record(z.string(), kinds.template(rollbackPlaceholders)).optional(),
      })
      .optional(),
  }),
});
