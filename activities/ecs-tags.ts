import { TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-ecs';
import { runMarkKey } from '../src/run-mark.js';
import type { Activities } from './activities.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { shortArn } from './ecs-releases.js';
import { describeService } from './ecs-service.js';

/** Characters that AWS allows in a tag's value. */
const forbidden = /[^\p{L}\p{N}\s_.:/=+\-@]/gu;

export const tagRelease =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async ({ entry, taskDefinition, key, value }: Parameters<Activities['tagRelease']>[0]): Promise<void> => {
    const tags = [{ key, value: value.replace(forbidden, ' ').slice(0, 256) }];
    await askAws(`TagResource of ${shortArn(taskDefinition)} with ${key}`, () =>
      aws.of(entry).changingEcs.send(new TagResourceCommand({ resourceArn: taskDefinition, tags }), {
        abortSignal: withinAttempt(),
      }),
    );
  };

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
