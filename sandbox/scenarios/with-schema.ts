// Releases whose commit holds the application's own Alembic project, and which cannot serve without their schema.
import { applicationSource, type ReleaseSchema } from '../database/application-source.js';
import { tagOf } from '../deploy-host/release-commits.js';
import type { ImageBehaviour } from '../traffic/images.js';
import { type Release, release } from './scenario.js';

const triage = '/agents/inbox.triage/predict';
const search = '/agents/inbox.search/search';
const login = '/auth/login';

/** What v1.2.2 asks. `/health` is what every release looks at of its own before it calls itself healthy. */
const usual = {
  '/health': 'SELECT emails.subject, applications.notes FROM emails, applications LIMIT 0',
  [triage]: 'SELECT emails.subject, emails.category, emails.thread FROM emails WHERE emails.id = 1',
  [search]:
    "SELECT emails.id, emails.subject FROM emails WHERE emails.search @@ plainto_tsquery('english', 'meeting') LIMIT 5",
  [login]: "SELECT users.id, users.created_at FROM users WHERE users.email = 'user1@example.org'",
} as const;

export interface OwnQueries {
  readonly health?: string;
  readonly triage?: string;
  readonly search?: string;
  readonly login?: string;
}

/** @param own queries that differ from the usual ones */
export function releaseWithSchema(
  { version, date }: { readonly version: string; readonly date: string },
  heads: readonly string[],
  own: OwnQueries = {},
  behaviour: Partial<ImageBehaviour> = {},
  secrets: readonly string[] = [],
): Release {
  const queries = {
    '/health': own.health ?? usual['/health'],
    [triage]: own.triage ?? usual[triage],
    [search]: own.search ?? usual[search],
    [login]: own.login ?? usual[login],
  };
  const schema: ReleaseSchema = { heads, queries };
  const files = applicationSource(schema);
  const tag = tagOf(version, date.replaceAll('-', ''), files);
  const commit = tag.slice(-6);
  return { ...release({ version, commit, date }, { queries, files, ...behaviour }, secrets), schema };
}
