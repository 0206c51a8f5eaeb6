// The rules beside the error rate, measured at a look where the request names one of them.
import type { Service } from '@aws-sdk/client-ecs';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { NamedRuleFacts } from '../src/guard/confirmation.js';
import { olderBeside } from '../src/guard/deployment-course.js';
import { newReleaseWorse } from '../src/guard/side-by-side.js';
import type { Fact } from '../src/rollback.js';
import { seenService } from './ecs-service.js';
import type { Moments } from './error-rate.js';
import { factOf } from './fact.js';
import { prometheusAt } from './prometheus.js';
import type { ReleaseNames } from './serving.js';
import { readSideBySide } from './side-by-side.js';
import { readTriggerFacts } from './trigger-facts.js';

interface Asked {
  /** Name of the rule. */
  readonly rule: string | undefined;
  readonly names: ReleaseNames | undefined;
  readonly service: Promise<Service>;
  readonly moments: () => Promise<Moments>;
  readonly signal: AbortSignal;
}

/** Never fails. */
export async function readNamedRule(
  entry: CatalogueEntry,
  { rule, names, service, moments, signal }: Asked,
): Promise<NamedRuleFacts> {
  if (rule === undefined) return {};
  const prometheusOf = (url: string) => prometheusAt(url, entry.timings.httpTimeout, signal);
  const read = await factOf(async () => {
    const at = await moments();
    if (rule !== newReleaseWorse.name) return { triggers: await readTriggerFacts(entry, at, prometheusOf) };
    if (names === undefined) return {};
    return { sideBySide: await compare(entry, { service: await service, names, prometheusOf, now: at.now }) };
  });
  return read.state === 'known' ? read.value : {};
}

interface Comparing {
  readonly service: Service;
  readonly names: ReleaseNames;
  readonly prometheusOf: Parameters<typeof readSideBySide>[2];
  readonly now: number;
}

async function compare(
  entry: CatalogueEntry,
  { service, names, prometheusOf, now }: Comparing,
): Promise<Fact<never> | Awaited<ReturnType<typeof readSideBySide>>> {
  const { deployments } = seenService(service);
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  if (primary === undefined) return { state: 'unknown', why: 'ECS has no deployment of it' };
  const { id, taskDefinition } = primary;
  const beside = olderBeside({ id, release: { taskDefinition } }, deployments);
  const releases = await factOf(async () => ({
    newer: await names.all(entry, taskDefinition),
    older: beside === undefined ? undefined : await names.all(entry, beside),
  }));
  return releases.state === 'known' ? readSideBySide(entry, releases.value, prometheusOf, now) : releases;
}
