// What a rollback leaves on the canary's service for the next run, should it be terminated itself.
import { type Service, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-ecs';
import type { SeenCanary } from '../src/canary.js';
import { type CanaryMark, canaryMarkKey, isMarkedAs, readCanaryMark, writeCanaryMark } from '../src/canary-mark.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { remedyOf } from '../src/failures.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess, AwsClients } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import type { CanaryActivities } from './canary-activities.js';
import { canaryEntry } from './canary-look.js';
import { describeService, tagValue } from './ecs-service.js';

interface Place {
  readonly clients: AwsClients;
  readonly canary: CatalogueEntry;
  readonly signal: AbortSignal;
}

export async function tagCanary({ clients, canary, signal }: Place, service: Service, key: string, value: string) {
  const command = new TagResourceCommand({ resourceArn: service.serviceArn, tags: [{ key, value }] });
  await askAws(`TagResource of ${canary.ecs.service} with ${key}`, () =>
    clients.changingEcs.send(command, { abortSignal: signal }),
  ).catch(unlessForGood);
}

/** A policy may well not allow tags: then there is no mark. */
function unlessForGood(error: unknown): void {
  if (remedyOf(error) === undefined || remedyOf(error) === 'transient') throw error;
}

export async function untagCanary({ clients, canary, signal }: Place, service: Service, key: string): Promise<void> {
  if (tagValue(service.tags, key) === undefined) return;
  const command = new UntagResourceCommand({ resourceArn: service.serviceArn, tagKeys: [key] });
  await askAws(`UntagResource of ${canary.ecs.service}`, () =>
    clients.changingEcs.send(command, { abortSignal: signal }),
  );
}

/** Unless it says so already. */
export async function markCanary(
  clients: AwsClients,
  entry: CatalogueEntry,
  { unfinished }: SeenCanary,
  mark: Omit<CanaryMark, 'at'>,
  signal: AbortSignal,
): Promise<void> {
  if (isMarkedAs(unfinished, mark)) return;
  const canary = canaryEntry(entry);
  const value = writeCanaryMark({ ...mark, at: new Date().toISOString() });
  await tagCanary(
    { clients, canary, signal },
    await describeService(clients.ecs, canary, signal),
    canaryMarkKey,
    value,
  );
}

export const forgetCanary =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async ({ entry, run }: Parameters<CanaryActivities['forgetCanary']>[0]): Promise<void> => {
    const clients = aws.of(entry);
    const signal = withinAttempt();
    const canary = canaryEntry(entry);
    const service = await describeService(clients.ecs, canary, signal);
    const mark = readCanaryMark(tagValue(service.tags, canaryMarkKey) ?? '', new Date().toISOString());
    if (run !== undefined && mark?.runKey !== run) return;
    await untagCanary({ clients, canary, signal }, service, canaryMarkKey);
  };
