import { isCancellation } from '@temporalio/workflow';
import type { SeenCanary } from '../src/canary.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { failureTypes, isFailureType } from '../src/failures.js';
import type { Fact } from '../src/rollback.js';
import type { MonitorLook } from '../src/runbook/monitor.js';
import { now } from './course.js';
import { type Cause, causeOf } from './endings.js';
import { glanceAtCanary, glanceAtErrorRate, glanceAtServing } from './proxies.js';

/** What could be read of service and error rate; a read that fails is a fact, not an end. */
export async function lookAgain(entry: CatalogueEntry, withCanary: boolean): Promise<MonitorLook> {
  const at = now();
  const failures: Cause[] = [];
  const [service, errorRate, canary] = await Promise.all([
    glanceAtServing({ entry }).then(
      ({ service: { taskDefinition }, serving }) => ({ state: 'known', value: { taskDefinition, serving } }) as const,
      (error: unknown) => unread(error, failures),
    ),
    glanceAtErrorRate({ entry }).catch((error: unknown) => unread(error, failures)),
    withCanary ? lookAtCanary(entry, failures) : undefined,
  ]);
  const beside = canary === undefined ? {} : { canary };
  return { at, service, errorRate, ...beside, failedForGood: failures.some(isForGood) };
}

const lookAtCanary = (entry: CatalogueEntry, failures: Cause[]): Promise<Fact<SeenCanary>> =>
  glanceAtCanary({ entry }).then(
    (value) => ({ state: 'known', value }) as const,
    (error: unknown) => unread(error, failures),
  );

function unread(error: unknown, failures: Cause[]): Extract<Fact<never>, { state: 'unknown' }> {
  if (isCancellation(error)) throw error;
  const cause = causeOf(error);
  failures.push(cause);
  return { state: 'unknown', why: cause.message };
}

const isForGood = ({ type }: Cause): boolean => isFailureType(type) && failureTypes[type] !== 'transient';
