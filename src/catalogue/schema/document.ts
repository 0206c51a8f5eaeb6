import { z } from 'zod';
import * as kinds from './scalars.js';

const { text, name, folder } = kinds;

/** Who keeps the runbook, and when it was and will be read again; days as YYYY-MM-DD. */
export const runbook = z.strictObject({
  document: folder.optional(),
  owner: text,
  reviewFrequency: text.optional(),
  lastReview: kinds.day,
  nextReview: kinds.day,
});
export type RunbookReview = z.output<typeof runbook>;

/** A database in one environment; several services may name it. */
export const database = z.strictObject({
  url: kinds.reference,
  host: name,
  user: name,
  database: name,
  instance: name,
  backupName: kinds.template(['run']).optional(),
  alembic: z.strictObject({ folder, tests: z.array(text).optional() }).optional(),
  rehearseOn: z.strictObject({ url: kinds.reference }).optional(),
});

/** Sections at the top of the file; those below `services` and `environments` are checked one by one. */
export const topLevel = ['runbook', 'defaults', 'environments', 'services', 'databases'] as const;
