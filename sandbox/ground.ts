// What stands before the first service does: the empty AWS account, its data plane, and what is measured of it.
import { createRequestCounts } from './aws/cloudwatch/request-counts.js';
import { startSimulatedAws } from './aws/simulated-aws.js';
import { createApplicationDatabase } from './database/application-queries.js';
import { startMailProvider } from './mail-provider.js';
import { observe } from './observation.js';
import { createPagingDouble } from './paging/paging-double.js';
import { createStanding } from './standing.js';
import type { SandboxOptions } from './start.js';
import { createTaskRuntime } from './traffic/application.js';
import { createImages } from './traffic/images.js';
import { createLoadBalancer } from './traffic/load-balancer.js';
import { createTrafficMetrics } from './traffic/metrics.js';
import type { StoppableTime } from './traffic/time.js';

/** In the order in which it was opened: closed the other way round. */
export type Closing = (() => Promise<void> | void)[];

export async function layGround({ ports = {}, onExchange }: SandboxOptions, time: StoppableTime, closing: Closing) {
  const requestCounts = createRequestCounts(time);
  const metrics = createTrafficMetrics((request) => requestCounts.note(request));
  const images = createImages();
  const paging = await createPagingDouble({ port: ports.paging ?? 0, restPort: ports.pagerDuty ?? 0 });
  closing.push(() => paging.close());
  const mailProvider = await startMailProvider();
  closing.push(() => mailProvider.close());
  const standing = createStanding();
  const database = createApplicationDatabase();
  closing.push(() => database.close());
  const standsOn = { standing: standing.now, database, mail: mailProvider.ask };
  const runtime = createTaskRuntime({ images, time, metrics, ...standsOn });
  const port = ports.aws ?? 0;
  const aws = await startSimulatedAws({ time, runtime, requestCounts, port, ...(onExchange ? { onExchange } : {}) });
  closing.push(() => aws.stop());
  const loadBalancer = await createLoadBalancer({ time, metrics, port: ports.loadBalancer ?? 0 });
  closing.push(() => loadBalancer.close());
  const observation = await observe(time, metrics, ports.prometheus ?? 0);
  closing.push(() => observation.stop());
  return { metrics, images, paging, mailProvider, aws, loadBalancer, observation, standing, database };
}

export type Ground = Awaited<ReturnType<typeof layGround>>;

export const addressesOnGround = ({ aws, loadBalancer, observation, mailProvider, paging }: Ground) => ({
  aws: aws.url,
  loadBalancer: loadBalancer.url,
  prometheus: observation.api.url,
  mailProvider: mailProvider.url,
  paging: paging.url,
  pagerDuty: paging.restUrl,
});
