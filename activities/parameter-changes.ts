// Which parameters of a service were given another value lately. Names, times and users; values are never read.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { ParameterChange } from '../src/plan/configuration-change.js';
import type { Fact } from '../src/rollback.js';
import type { AwsAccess } from './aws-clients.js';
import { factOf } from './fact.js';
import { parametersBelow, whoIs } from './ssm-parameters.js';

const mostTold = 10;

/** As far back as a suspect may lie. Undefined where the catalogue names no path; never fails. */
export async function readParameterChanges(
  entry: CatalogueEntry,
  aws: AwsAccess,
  signal: AbortSignal,
  now = Date.now(),
): Promise<Fact<readonly ParameterChange[]> | undefined> {
  const { parameters, timings } = entry;
  if (parameters === undefined) return undefined;
  // The trouble may be as old as the suspect is older than it.
  const since = now - 2 * timings.suspectWithin;
  return factOf(async () =>
    (await parametersBelow(aws.of(entry).ssm, parameters.path, signal))
      .flatMap(({ Name: name = '', LastModifiedDate: at, LastModifiedUser, Version = 1 }) =>
        // What is new breaks no release that did without it.
        at === undefined || at.getTime() < since || Version < 2
          ? []
          : [{ name, at: at.toISOString(), by: whoIs(LastModifiedUser) }],
      )
      .toSorted((a, b) => b.at.localeCompare(a.at))
      .slice(0, mostTold),
  );
}
