// What stands beside the service at a look: third parties, other services, its parameters, and Runback's own past.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { SeenBeside } from '../src/seen-beside.js';
import { type ReadAutomaticRollbacks, readAutomaticRollbacks } from './automatic-rollbacks.js';
import type { AwsAccess } from './aws-clients.js';
import { readFailingBeside } from './failing-beside.js';
import { readParameterChanges } from './parameter-changes.js';
import type { ServicePoller } from './service-poller.js';
import { askThirdParties } from './third-parties.js';

/** Never fails. */
export type LookBeside = (entry: CatalogueEntry, signal: AbortSignal) => Promise<SeenBeside>;

interface Needs {
  readonly aws: AwsAccess;
  readonly reports: string;
  readonly poller: ServicePoller;
  /** Of the whole catalogue. */
  readonly entries: () => readonly CatalogueEntry[];
}

/** None of these may delay a change. */
const withinMs = 2_000;

export function createLookBeside({ aws, reports, poller, entries }: Needs): LookBeside {
  const automatic: ReadAutomaticRollbacks = readAutomaticRollbacks({ reports });
  return async (entry, signal) => {
    const soon = AbortSignal.any([signal, AbortSignal.timeout(withinMs)]);
    const [thirdParties, failingBeside, automaticRollbacks, parameterChanges] = await Promise.all([
      askThirdParties(entry, { withinMs, signal }),
      readFailingBeside(entry, { entries: entries(), poller, withinMs, signal }),
      automatic(entry, Date.now()),
      readParameterChanges(entry, aws, soon),
    ]);
    return {
      ...(thirdParties.length === 0 ? {} : { thirdParties }),
      ...(failingBeside.length === 0 ? {} : { failingBeside }),
      automaticRollbacks,
      ...(parameterChanges === undefined ? {} : { parameterChanges }),
    };
  };
}
