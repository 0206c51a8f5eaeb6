// How late Runback notices that ECS has completed its deployment.
import { DescribeServicesCommand, type ECSClient } from '@aws-sdk/client-ecs';
import type { Client } from '@temporalio/client';
import { until } from '../sandbox/processes/until.js';
import { readStatus } from '../src/client/status.js';
import { rollbackId } from '../src/identifiers.js';

/** Milliseconds between ECS's own "deployment completed" and the run's `stableAt`. */
export async function completedToStable(client: Client, ecs: ECSClient, service: string): Promise<number> {
  const times = await until(`the rollback of ${service} did not become stable`, 120_000, async () => {
    const seen = await readStatus(client, rollbackId('prod', service)).catch(() => undefined);
    return seen?.from === 'the run' && seen.status.times.stableAt !== undefined ? seen.status.times : undefined;
  });
  const command = new DescribeServicesCommand({ cluster: 'applylens-prod', services: [`${service}-prod`] });
  const { services } = await ecs.send(command);
  const completed = services?.[0]?.events?.find(({ message }) => message?.endsWith('deployment completed.'))?.createdAt;
  return Date.parse(times.stableAt ?? '') - (completed?.getTime() ?? Number.NaN);
}
