import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { SeenThirdParty, ThirdParty } from '../src/third-parties.js';
import { askOverHttp } from './http-request.js';
import { prometheusAt } from './prometheus.js';

interface Asking {
  /** For each. */
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** All at once. Never fails: whoever cannot be reached from here is unknown, for the way there may be what is broken. */
export const askThirdParties = (
  { thirdParties = {}, prometheus }: Pick<CatalogueEntry, 'thirdParties' | 'prometheus'>,
  asking: Asking,
): Promise<SeenThirdParty[]> =>
  Promise.all(
    Object.entries(thirdParties).map(async ([name, party]) => ({
      name,
      ...(await seen(party, prometheus?.url, asking)),
    })),
  );

async function seen({ url, query }: ThirdParty, prometheus: string | undefined, asking: Asking) {
  try {
    if (url !== undefined) return await byAnswer(url, asking);
    if (query === undefined) return unknown('the catalogue names neither url nor query');
    return prometheus === undefined ? unknown('no metrics in the catalogue') : await byQuery(prometheus, query, asking);
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
}

const unknown = (said: string): Omit<SeenThirdParty, 'name'> => ({ state: 'unknown', said });

async function byAnswer(url: string, asking: Asking): Promise<Omit<SeenThirdParty, 'name'>> {
  const { status } = await askOverHttp({ url, ...asking });
  return { state: status >= 500 ? 'fails' : 'works', said: `GET ${url} answered ${status}` };
}

async function byQuery(at: string, query: string, asking: Asking): Promise<Omit<SeenThirdParty, 'name'>> {
  const value = await prometheusAt(at, asking.withinMs, asking.signal).valueAt(query, Date.now());
  if (value === null || !Number.isFinite(value)) return unknown('its query has no data');
  return { state: value > 0 ? 'fails' : 'works', said: `its query is ${value}` };
}
