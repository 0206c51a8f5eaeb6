import { type Service, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { remedyOf } from '../src/failures.js';
import { holdInForce, holdKey } from '../src/hold.js';
import { type RunMark, runMarkKey, writeRunMark } from '../src/run-mark.js';
import { tagValueFor } from '../src/tag-value.js';
import type { Activities } from './activities.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess, AwsClients } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { describeTaskDefinition, shortArn } from './ecs-releases.js';
import { describeService, tagValue } from './ecs-service.js';

export const tagRelease =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async ({ entry, taskDefinition, key, value, keepsBlock }: Parameters<Activities['tagRelease']>[0]) => {
    if (keepsBlock === true && (await isBlocked(aws.of(entry), taskDefinition))) return 'blocked' as const;
    const tags = [{ key, value: tagValueFor(value) }];
    await askAws(`TagResource of ${shortArn(taskDefinition)} with ${key}`, () =>
      aws.of(entry).changingEcs.send(new TagResourceCommand({ resourceArn: taskDefinition, tags }), {
        abortSignal: withinAttempt(),
      }),
    );
    return undefined;
  };

export const untagRelease =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async ({ entry, taskDefinition, key, keepsBlock, unlessBy }: Parameters<Activities['untagRelease']>[0]) => {
    if (keepsBlock === true && (await isBlocked(aws.of(entry), taskDefinition, unlessBy))) return 'blocked' as const;
    const command = new UntagResourceCommand({ resourceArn: taskDefinition, tagKeys: [key] });
    await askAws(`UntagResource of ${shortArn(taskDefinition)}`, () =>
      aws.of(entry).changingEcs.send(command, { abortSignal: withinAttempt() }),
    );
    return undefined;
  };

/** Now, and not at the last look: people block a release while it is rolled back. */
async function isBlocked({ ecs }: AwsClients, taskDefinition: string, unlessBy?: string): Promise<boolean> {
  const { tags } = await describeTaskDefinition(ecs, taskDefinition, withinAttempt());
  const hold = holdInForce(tagValue(tags, holdKey), new Date().toISOString());
  return hold?.blocked === true && (unlessBy === undefined || hold.rolledBackBy !== unlessBy);
}

interface Marking {
  readonly clients: AwsClients;
  readonly entry: CatalogueEntry;
  readonly signal: AbortSignal;
}

/**
 * So that the next run finds what this one left should it be terminated. Never rejects, for it runs beside the change;
 * answers what hindered it and passes by itself. A policy may well not allow it: then there is no mark.
 */
export async function markRun(
  { clients, entry, signal }: Marking,
  { serviceArn }: Service,
  mark: RunMark,
): Promise<ApplicationFailure | undefined> {
  const command = new TagResourceCommand({
    resourceArn: serviceArn,
    tags: [{ key: runMarkKey, value: writeRunMark(mark) }],
  });
  try {
    await askAws(`TagResource of ${entry.ecs.service} with ${runMarkKey}`, () =>
      clients.changingEcs.send(command, { abortSignal: signal }),
    );
    return undefined;
  } catch (hinders) {
    return hinders instanceof ApplicationFailure && remedyOf(hinders) === 'transient' ? hinders : undefined;
  }
}

/** Takes the mark of an open run from the service; none there is fine. */
export const forgetRun =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async ({ entry }: Parameters<Activities['forgetRun']>[0]): Promise<void> => {
    const clients = aws.of(entry);
    const signal = withinAttempt();
    const { serviceArn } = await describeService(clients.ecs, entry, signal);
    const command = new UntagResourceCommand({ resourceArn: serviceArn, tagKeys: [runMarkKey] });
    await askAws(`UntagResource of ${entry.ecs.service}`, () =>
      clients.changingEcs.send(command, { abortSignal: signal }),
    );
  };
