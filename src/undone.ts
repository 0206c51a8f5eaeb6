// What a rollback left, by its stored report: what an undo goes back to. Pure.
import type { FormerCanary } from './canary-undo.js';
import { isAboutSecurity } from './plan/manual-criteria.js';
import type { Report } from './report.js';

export type Undone =
  | ({ readonly found: 'service'; readonly taskDefinition: string } & OfSecurity)
  | ({ readonly found: 'canary'; readonly former: FormerCanary } & OfSecurity)
  /** `isFinal`: whichever target is named. */
  | { readonly found: 'nothing'; readonly why: string; readonly isFinal?: true };

interface OfSecurity {
  /** Security was its reason: only an admin undoes it. */
  readonly isAboutSecurity?: true;
}

interface Question {
  readonly service: string;
  readonly environment: string;
  /** Of the rollback that is undone. */
  readonly id: string;
}

/** Undefined where this is not the report that is asked for. `stored`: the JSON of a report. */
export function undoneBy(stored: unknown, { service, environment, id }: Question): Undone | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const report = stored as Partial<Report>;
  const isIt = report.id === id && report.service === service && report.environment === environment;
  return isIt ? leftBy(report) : undefined;
}

/** What that rollback left, or why there is nothing to go back to. */
export function leftBy({
  id,
  change,
  outcome,
  from,
  canary,
  canaryFormer,
  database,
  request,
}: Partial<Report>): Undone {
  const security: OfSecurity = request !== undefined && isAboutSecurity(request) ? { isAboutSecurity: true } : {};
  const nothing = (why: string): Undone => ({ found: 'nothing', why });
  if (database?.changedAt !== undefined) return { found: 'nothing', isFinal: true, why: schemaIsBack(id, database) };
  if (change === 'none' || change === undefined)
    return nothing(`the rollback ${id ?? ''} ended as ${outcome ?? 'unknown'} and changed nothing`);
  if (canaryFormer !== undefined) return { found: 'canary', former: canaryFormer, ...security };
  if (canary !== undefined)
    return nothing(
      `the rollback ${id ?? ''} of the canary ${canary.service} has nothing to give back: it found it without traffic and tasks, or gave them back itself`,
    );
  if (from === undefined) return nothing(`the report of ${id ?? ''} does not say which release was left`);
  return { found: 'service', taskDefinition: from.taskDefinition, ...security };
}

const schemaIsBack = (id = '', { name, from }: NonNullable<Report['database']>): string =>
  `the rollback ${id} took the schema of ${name} back as well, and what it left does not run on it: deploy that again by its pipeline, which brings its schema ${from.join(', ')}`;
