// Many followers, few calls: what they want to know is merged into DescribeServices of ten services under one rate per account and region.
import { AsyncLocalStorage } from 'node:async_hooks';
import { DescribeServicesCommand, type Service } from '@aws-sdk/client-ecs';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { AwsAccess } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { activeService } from './ecs-service.js';

export interface ServicePoller {
  /** The service now. Fails with ServiceNotFound, ServiceNotActive or what AWS answered. */
  readonly read: (entry: CatalogueEntry) => Promise<Service>;
}

interface Waiting {
  /** In whose name the call is made, where it is the first of its batch. */
  readonly inItsName: (call: () => unknown) => unknown;
  readonly entry: CatalogueEntry;
  readonly answer: (service: Service | undefined, reason: string | undefined) => void;
  readonly fail: (error: unknown) => void;
}

interface Lane {
  readonly waiting: Waiting[];
  planned: boolean;
  /** When the next call may be made, in milliseconds of performance.now(). */
  nextCallAt: number;
}

/** AWS sustains 20 calls a second for DescribeServices and ListServices; looks and changes need some of them. */
const callsPerSecond = 15;
const servicesPerCall = 10;
const gatherMs = 20;
// The client's own limit ends with the first byte of an answer.
const callLastsMs = 8_000;

export function createServicePoller(aws: AwsAccess, callLasts = callLastsMs): ServicePoller {
  const lanes = new Map<string, Lane>();
  return {
    read: (entry) =>
      new Promise((resolve, reject) => {
        const lane = lanes.get(aws.place(entry)) ?? { waiting: [], planned: false, nextCallAt: 0 };
        lanes.set(aws.place(entry), lane);
        lane.waiting.push({
          inItsName: AsyncLocalStorage.snapshot(),
          entry,
          answer: answerTo(entry, resolve, reject),
          fail: reject,
        });
        planCall(aws, lane, callLasts);
      }),
  };
}

function answerTo(entry: CatalogueEntry, resolve: (service: Service) => void, reject: (error: unknown) => void) {
  return (service: Service | undefined, reason: string | undefined): void => {
    try {
      resolve(activeService(service, `DescribeServices of ${entry.ecs.cluster}/${entry.ecs.service}`, reason));
    } catch (error) {
      reject(error);
    }
  };
}

function planCall(aws: AwsAccess, lane: Lane, callLasts: number): void {
  if (lane.planned || lane.waiting.length === 0) return;
  lane.planned = true;
  const wait = Math.max(gatherMs, lane.nextCallAt - performance.now());
  setTimeout(() => {
    lane.planned = false;
    lane.nextCallAt = performance.now() + 1000 / callsPerSecond;
    const batch = takeBatch(lane.waiting);
    batch[0]?.inItsName(() => describeTogether(aws, batch, callLasts));
    planCall(aws, lane, callLasts);
  }, wait);
}

/** The longest waiting and those of the same cluster, ten different services at most; they leave the list. */
export function takeBatch<W extends { readonly entry: CatalogueEntry }>(waiting: W[]): W[] {
  const cluster = waiting[0]?.entry.ecs.cluster;
  const services = new Set<string>();
  const batch = waiting.filter(({ entry: { ecs } }) => {
    if (ecs.cluster !== cluster || (!services.has(ecs.service) && services.size >= servicesPerCall)) return false;
    services.add(ecs.service);
    return true;
  });
  const left = waiting.filter((each) => !batch.includes(each));
  waiting.splice(0, waiting.length, ...left);
  return batch;
}

async function describeTogether(aws: AwsAccess, batch: readonly Waiting[], callLasts: number): Promise<void> {
  const [first] = batch;
  if (first === undefined) return;
  const { cluster } = first.entry.ecs;
  const services = [...new Set(batch.map(({ entry }) => entry.ecs.service))];
  try {
    const answer = await askAws(`DescribeServices of ${cluster}/${services.join(', ')}`, () =>
      aws.of(first.entry).ecs.send(new DescribeServicesCommand({ cluster, services }), {
        abortSignal: AbortSignal.timeout(callLasts),
      }),
    );
    for (const { entry, answer: give } of batch) {
      const name = entry.ecs.service;
      const isIt = (arn: string | undefined) => arn === name || arn?.endsWith(`/${name}`) === true;
      const found = answer.services?.find(({ serviceName, serviceArn }) => serviceName === name || isIt(serviceArn));
      give(found, answer.failures?.find(({ arn }) => isIt(arn))?.reason);
    }
  } catch (error) {
    for (const { fail } of batch) fail(error);
  }
}
