import { z } from 'zod';

import { type Operations, operation } from '../operation.js';
import { AwsRefusal, invalidParameter } from '../refusal.js';
import { type EcsState, serviceIn, taskIn } from './lookup.js';
import type { Tag } from './records.js';

export const tagsShape = z.array(z.object({ key: z.string().min(1).max(128), value: z.string().max(256).default('') }));

const mostTags = 50;

export const taggingOperations = (state: EcsState): Operations => ({
  TagResource: operation(z.object({ resourceArn: z.string(), tags: tagsShape }), ({ resourceArn, tags }) => {
    const present = tagsOf(state, resourceArn);
    const kept = present.filter(({ key }) => !tags.some((tag) => tag.key === key));
    if (kept.length + tags.length > mostTags) throw invalidParameter('Too many tags: a resource has at most 50.');
    present.splice(0, present.length, ...kept, ...tags);
    return {};
  }),

  UntagResource: operation(
    z.object({ resourceArn: z.string(), tagKeys: z.array(z.string()) }),
    ({ resourceArn, tagKeys }) => {
      const present = tagsOf(state, resourceArn);
      present.splice(0, present.length, ...present.filter(({ key }) => !tagKeys.includes(key)));
      return {};
    },
  ),

  ListTagsForResource: operation(z.object({ resourceArn: z.string() }), ({ resourceArn }) => ({
    tags: tagsOf(state, resourceArn, 'InvalidParameterException'),
  })),
});

/** ListTagsForResource has no ResourceNotFoundException in its model. @throws InvalidParameterException, or the given one (texts assumed) */
function tagsOf({ clusters, taskDefinitions }: EcsState, arn: string, notFound = 'ResourceNotFoundException'): Tag[] {
  const [, , service, , , resource = ''] = arn.split(/:(?!\d+$)/);
  if (service !== 'ecs') throw invalidParameter('Invalid parameter at resourceArn.');
  const [kind, first = ''] = resource.split('/');
  const found = {
    'task-definition': () =>
      taskDefinitions.get(first.split(':')[0] ?? '')?.find((definition) => definition.arn === arn),
    cluster: () => clusters.get(first),
    service: () => clusterOf(first, (cluster) => serviceIn(cluster, arn)),
    task: () => clusterOf(first, (cluster) => taskIn(cluster, arn)),
  };
  const clusterOf = <Found>(name: string, find: (cluster: NonNullable<ReturnType<typeof clusters.get>>) => Found) => {
    const cluster = clusters.get(name);
    return cluster && find(cluster);
  };
  const tagged = Object.hasOwn(found, kind ?? '') ? found[kind as keyof typeof found]() : undefined;
  if (tagged === undefined || tagged.arn !== arn) {
    throw new AwsRefusal(notFound, 'The specified resource could not be found.');
  }
  return tagged.tags;
}
