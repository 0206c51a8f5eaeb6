// A critical alert that matches no service of the catalogue: nothing can be rolled back for it, so that a person has to hear of it. Pure.
import type { CatalogueEntry } from './catalogue/entry.js';
import type { Alert } from './rollback.js';
import { inert, oneLine } from './runbook/wording.js';

export interface UnmatchedAlert {
  readonly alert: Pick<Alert, 'source' | 'name' | 'startsAt' | 'summary' | 'url'>;
  /** As its sender says. */
  readonly service?: string;
  readonly environment?: string;
  /** Too many came to page for each: what comes after it is only listed. */
  readonly others?: true;
}

export interface UnmatchedPage {
  /** At most 1,024 characters, which is what Events v2 takes. */
  readonly summary: string;
  readonly details: Readonly<Record<string, string>>;
}

/**
 * Whoever is paged in that environment, else in production, else anywhere, by the first entry of the catalogue that says so.
 * The page is in the alert's own name: nobody shall take it for a rollback of that entry's service.
 */
export function pagedForUnmatched(
  entries: readonly CatalogueEntry[],
  { service = 'unknown service', environment }: Pick<UnmatchedAlert, 'service' | 'environment'>,
): CatalogueEntry | undefined {
  const paged = entries.filter(({ paging }) => paging !== undefined);
  const entry =
    paged.find((each) => each.environment === environment) ??
    paged.find(({ kind }) => kind === 'production') ??
    paged[0];
  if (entry === undefined) return undefined;
  const { page: _page, dashboard: _dashboard, ...rest } = entry;
  return {
    ...rest,
    service: inert(service, 128),
    environment: inert(environment ?? 'unknown environment', 128),
    aliases: [],
  };
}

export function unmatchedPage({ alert, service, environment, others }: UnmatchedAlert): UnmatchedPage {
  const { source, name, startsAt, summary, url } = alert;
  const where = `${service === undefined ? 'no service' : `service "${service}"`}${environment === undefined ? '' : ` in "${environment}"`}`;
  const says = summary === undefined ? '' : `: ${summary}`;
  const more =
    others === true ? ' More such alerts came than are paged for in an hour: the others are only listed.' : '';
  return {
    summary: oneLine(
      inert(`Critical alert that Runback cannot match: ${name} (${where}, from ${source})${says}.${more}`),
      1_000,
    ),
    details: {
      alert: inert(name, 200),
      from: inert(source, 200),
      names: inert(where, 300),
      ...(startsAt === undefined ? {} : { since: inert(startsAt, 64) }),
      ...(url === undefined ? {} : { link: inert(url, 2_000) }),
      'what Runback did': 'nothing: it is not known what to roll back',
      'what to do':
        'look at the alert; correct its label `service`, or name it under `aliases` in runback.yaml. All of them: GET /webhooks/records',
    },
  };
}
