import type { HistoryQuery } from '../history-query.js';
import type { ServiceOptions } from './options.js';

export interface HistoryOptions extends ServiceOptions {
  readonly since?: string;
  readonly outcome?: string;
  readonly limit: string;
  readonly after?: string;
  readonly export?: boolean;
}

/** Throws `bad input`, a sentence for each option that is wrong. */
export async function historyQuery(service: string | undefined, options: HistoryOptions): Promise<HistoryQuery> {
  const [{ mostRunsAPage, readSince, sinceExpected }, { outcomes }, { Trouble }, { defined }] = await Promise.all([
    import('../history-query.js'),
    import('../vocabulary.js'),
    import('../client/trouble.js'),
    import('../client/defined.js'),
  ]);
  const limit = /^\d{1,3}$/.test(options.limit) ? Number(options.limit) : 0;
  const since = options.since === undefined ? undefined : readSince(options.since, new Date().toISOString());
  const outcome = outcomes.find((each) => each === options.outcome?.toUpperCase());
  const expected = [
    ...(limit >= 1 && limit <= mostRunsAPage ? [] : [`--limit: expected a number from 1 to ${mostRunsAPage}`]),
    ...(options.since !== undefined && since === undefined ? [`--since: ${sinceExpected}`] : []),
    ...(options.outcome !== undefined && outcome === undefined
      ? [`--outcome: expected one of ${outcomes.join(', ')}`]
      : []),
  ];
  if (expected.length > 0) throw new Trouble('bad input', expected.join('; '));
  const called = service === undefined ? undefined : await serviceCalled(service, options.env);
  return { limit, ...defined({ service: called, environment: options.env, since, outcome, after: options.after }) };
}

/** By an alias too; one that is not in the catalogue (any more) may still have a history under its name. */
async function serviceCalled(name: string, environment: string | undefined): Promise<string> {
  const { catalogueAtHand } = await import('./catalogue.js');
  const catalogue = await catalogueAtHand().catch(() => undefined);
  if (catalogue === undefined) return name;
  const { answersTo } = await import('../catalogue/catalogue.js');
  const entry = catalogue
    .entries()
    .find((each) => answersTo(each, name) && (environment === undefined || each.environment === environment));
  return entry?.service ?? name;
}
