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

/** An instance of RDS, or a cluster of Aurora, whose members have no snapshots of their own. */
const inRds = { instance: kinds.rdsName.optional(), cluster: kinds.rdsName.optional() };

const rehearseOn = z
  .strictObject({ url: kinds.reference, reachedBy: kinds.hostAndPort.optional(), ...inRds })
  .superRefine(oneOfThem);

/** A database in one environment; several services may name it. */
const databaseFields = z.strictObject({
  /** Not needed where only tasks beside the database have it. */
  url: kinds.reference.optional(),
  host: name,
  reachedBy: kinds.hostAndPort.optional(),
  user: name,
  database: name,
  ...inRds,
  backupName: kinds.snapshotName.optional(),
  alembic: z
    .strictObject({
      /** A path or URL of git; without it migrations are not assessed. */
      repository: kinds.gitRemote.optional(),
      token: kinds.reference.optional(),
      folder,
      tags: kinds.tagPattern.default('prod-v*'),
      tests: z.array(text).optional(),
      python: folder.optional(),
      runner: kinds.oneOf('local', 'ecs-task').default('local'),
      task: z
        .strictObject({ container: name.optional(), folder: folder.optional(), python: text.default('python') })
        .optional(),
      programs: folder.optional(),
      urlVariable: kinds.variable.default('DATABASE_URL'),
      /** What the migrations need to be loaded at all; no place for secrets. */
      environment: z.record(kinds.variable, text).default({}),
      releasesRunOnNewerSchema: kinds.flag.default(false),
      rehearsalExpiresAfter: kinds.duration.default(24 * 3_600_000),
    })
    .superRefine(tokenByHttp)
    .optional(),
  rehearseOn: rehearseOn.optional(),
});
export const database = databaseFields.superRefine(oneOfThem).superRefine(reachedSomehow).superRefine(stagingIsAnother);
export type DatabaseSettings = z.output<typeof database>;

function oneOfThem(
  { instance, cluster }: { readonly instance?: string | undefined; readonly cluster?: string | undefined },
  context: z.RefinementCtx,
): void {
  if (instance === undefined || cluster === undefined) return;
  context.addIssue({ code: 'custom', path: ['cluster'], message: 'instance or cluster, not both' });
}

function tokenByHttp(
  { repository = '', token }: { readonly repository?: string | undefined; readonly token?: string | undefined },
  context: z.RefinementCtx,
): void {
  if (token === undefined || /^https?:/i.test(repository)) return;
  context.addIssue({ code: 'custom', path: ['token'], message: 'a token only beside an https URL as repository' });
}

interface Twins {
  readonly url?: string | undefined;
  readonly instance?: string | undefined;
  readonly cluster?: string | undefined;
}

/** What a rehearsal does to a copy, and to the server that it is made on, is never done to production's. */
function stagingIsAnother(
  { rehearseOn: staging, ...production }: Twins & { readonly rehearseOn?: Twins | undefined },
  context: z.RefinementCtx,
): void {
  for (const key of ['url', 'instance', 'cluster'] as const) {
    if (staging?.[key] === undefined || staging[key] !== production[key]) continue;
    context.addIssue({ code: 'custom', path: ['rehearseOn', key], message: "staging's own, and this is production's" });
  }
}

function reachedSomehow(
  { url, alembic }: Pick<z.output<typeof databaseFields>, 'url' | 'alembic'>,
  context: z.RefinementCtx,
): void {
  const isInTask = alembic?.runner === 'ecs-task';
  if (url === undefined && !isInTask) {
    const message =
      'a reference: env:NAME, ssm:/path or file:/path (without one only alembic.runner: ecs-task reaches it)';
    context.addIssue({ code: 'custom', path: ['url'], message });
  }
  if (alembic?.task !== undefined && !isInTask)
    context.addIssue({ code: 'custom', path: ['alembic', 'task'], message: 'alembic.runner: ecs-task beside it' });
}

/** Sections at the top of the file; those below `services` and `environments` are checked one by one. */
export const topLevel = ['runbook', 'defaults', 'environments', 'services', 'databases'] as const;
