// What stands beside the service at a look: third parties, other services, and Runback's own past. None of it is asked of the service.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { Situation } from '../src/situation.js';
import { type ReadAutomaticRollbacks, readAutomaticRollbacks } from './automatic-rollbacks.js';
import { readFailingBeside } from './failing-beside.js';
import type { ServicePoller } from './service-poller.js';
import { askThirdParties } from './third-parties.js';

export type SeenBeside = Pick<Situation, 'thirdParties' | 'failingBeside' | 'automaticRollbacks'>;
/** Never fails. */
export type LookBeside = (entry: CatalogueEntry, signal: AbortSignal) => Promise<SeenBeside>;

interface Needs {
  readonly reports: string;
  readonly poller: ServicePoller;
  /** Of the whole catalogue. */
  readonly entries: () => readonly CatalogueEntry[];
}

/** None of these may delay a change. */
const withinMs = 2_000;

export function createLookBeside({ reports, poller, entries }: Needs): LookBeside {
  const automatic: ReadAutomaticRollbacks = readAutomaticRollbacks({ reports });
  return async (entry, signal) => {
    const [thirdParties, failingBeside, automaticRollbacks] = await Promise.all([
      askThirdParties(entry, { withinMs, signal }),
      readFailingBeside(entry, { entries: entries(), poller, withinMs, signal }),
      automatic(entry, Date.now()),
    ]);
    return {
      ...(thirdParties.length === 0 ? {} : { thirdParties }),
      ...(failingBeside.length === 0 ? {} : { failingBeside }),
      automaticRollbacks,
    };
  };
}
