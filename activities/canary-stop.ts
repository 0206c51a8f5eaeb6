// Runbook › Method 4, step 4: no tasks. What scales the canary would raise it again (decision 26), so it is suspended meanwhile.
import { type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { type SuspendedScaling, trafficAgain } from '../src/canary.js';
import { readScalingMark, scalingMarkKey, writeScalingMark } from '../src/canary-mark.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { scalableResource } from '../src/plan/canary-commands.js';
import { readScaling, writeScaling } from './application-auto-scaling.js';
import { attemptNumber, withinAttempt } from './attempt.js';
import type { AwsAccess, AwsClients } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import type { CanaryActivities, CanaryNotStopped, CanaryStopped } from './canary-activities.js';
import { canaryEntry, readCanary } from './canary-look.js';
import { tagCanary, untagCanary } from './canary-tags.js';
import { describeService, tagValue } from './ecs-service.js';

type Input = Parameters<CanaryActivities['stopCanaryTasks']>[0];

const allSuspended: SuspendedScaling = { in: true, out: true, scheduled: true };

export const stopCanaryTasks =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async ({ entry, scaling }: Input): Promise<CanaryStopped | CanaryNotStopped> => {
    const clients = aws.of(entry);
    const signal = withinAttempt();
    const canary = canaryEntry(entry);
    const [seen, service] = await Promise.all([
      readCanary(clients, entry, signal),
      describeService(clients.ecs, canary, signal),
    ]);
    const why = trafficAgain(seen);
    if (why !== undefined) return { not: 'raised again', why };
    const desiredBefore = service.desiredCount ?? 0;
    if (scaling !== 'none') await suspend(clients, canary, service, scaling, signal);
    const at = new Date().toISOString();
    if (desiredBefore > 0) await setDesiredCount(clients, canary, 0, signal);
    const stopped = { at, desiredBefore, suspended: scaling !== 'none' };
    return attemptNumber() > 1 ? { ...stopped, mayComeAgain: true } : stopped;
  };

/** The mark comes first: a run that is terminated in between leaves what has to be put back. */
async function suspend(
  clients: AwsClients,
  canary: CatalogueEntry,
  service: Service,
  scaling: SuspendedScaling,
  signal: AbortSignal,
): Promise<void> {
  if (readScalingMark(tagValue(service.tags, scalingMarkKey) ?? '') === undefined) {
    await tagCanary({ clients, canary, signal }, service, scalingMarkKey, writeScalingMark(scaling));
  }
  await writeScaling(clients.applicationAutoScaling, scalableResource(canary), allSuspended, signal);
}

export async function setDesiredCount(
  { changingEcs }: AwsClients,
  { ecs }: CatalogueEntry,
  count: number,
  signal: AbortSignal,
) {
  const command = new UpdateServiceCommand({ cluster: ecs.cluster, service: ecs.service, desiredCount: count });
  await askAws(`UpdateService of ${ecs.service} to desired count ${count}`, () =>
    changingEcs.send(command, { abortSignal: signal }),
  );
}

export const restoreCanaryScaling =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async ({ entry, scaling }: Parameters<CanaryActivities['restoreCanaryScaling']>[0]) => {
    const clients = aws.of(entry);
    const signal = withinAttempt();
    const canary = canaryEntry(entry);
    const resource = scalableResource(canary);
    const [seen, service] = await Promise.all([
      readScaling(clients.applicationAutoScaling, resource, signal),
      describeService(clients.ecs, canary, signal),
    ]);
    const differs = seen !== 'none' && writeScalingMark(seen) !== writeScalingMark(scaling);
    if (differs) await writeScaling(clients.applicationAutoScaling, resource, scaling, signal);
    await untagCanary({ clients, canary, signal }, service, scalingMarkKey);
    return { at: new Date().toISOString(), changed: differs };
  };
