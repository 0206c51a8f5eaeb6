import { TagResourceCommand } from '@aws-sdk/client-ecs';
import type { Activities } from './activities.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { shortArn } from './ecs-releases.js';

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
