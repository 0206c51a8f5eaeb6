import { askThirdParties } from '../../../activities/third-parties.js';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import type { Finding } from './finding.js';

/** One that fails is reached: what it does is not for the catalogue to answer. */
export async function checkThirdParties(of: string, entry: CatalogueEntry): Promise<Finding[]> {
  const asking = { withinMs: entry.timings.httpTimeout, signal: AbortSignal.timeout(2 * entry.timings.httpTimeout) };
  const seen = await askThirdParties(entry, asking);
  return seen.map(({ name, state, said }) => ({
    of,
    endpoint: `Third party ${name}`,
    outcome: state === 'unknown' ? 'not reached' : 'reached',
    evidence: state === 'fails' ? `it fails: ${said}` : said,
  }));
}
