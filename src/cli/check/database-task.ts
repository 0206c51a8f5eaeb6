import type { AwsClients } from '../../../activities/aws-clients.js';
import { taskPlaceOf } from '../../../activities/database/task-place.js';
import { describeTaskDefinition, shortArn } from '../../../activities/ecs-releases.js';
import { describeService } from '../../../activities/ecs-service.js';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import { type Finding, find } from './finding.js';

/** Where a database is reached by tasks: whether one of what serves could be begun, and answer. None is begun. */
export async function checkDatabaseTask(
  of: string,
  entry: CatalogueEntry,
  { ecs }: AwsClients,
  signal: AbortSignal,
): Promise<Finding[]> {
  const task = entry.database?.migrations?.task;
  if (task === undefined) return [];
  const finding = find(of, 'Database task', async () => {
    const service = await describeService(ecs, entry, signal);
    const { definition } = await describeTaskDefinition(ecs, service.taskDefinition ?? '', signal);
    const place = taskPlaceOf(service, definition, task.container);
    if ('why' in place) throw new Error(place.why);
    return `${place.container} of ${shortArn(definition.taskDefinitionArn ?? '')}, answering in ${place.log.group}; none was begun`;
  });
  return [await finding];
}
