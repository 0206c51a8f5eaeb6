// The whole simulated production in this process: AWS, tasks, load balancers, visitors, paging and its control API.

import { type AlarmReceiver, createAlarm } from './alarm.js';
import { createRequestCounts } from './aws/cloudwatch/request-counts.js';
import { type SimulatedAws, startSimulatedAws } from './aws/simulated-aws.js';
import type { Exchange } from './aws/wire/request-desk.js';
import { createControl } from './control.js';
import { type Observation, observe } from './observation.js';
import { createPagingDouble, type PagingDouble } from './paging/paging-double.js';
import { addServiceWithPast, deployNextRelease, type ProductionNeeds } from './production.js';
import { scenarioNamed } from './scenarios/index.js';
import { createTaskRuntime } from './traffic/application.js';
import { createTrafficGenerator, type TrafficGenerator } from './traffic/generator.js';
import { createImages } from './traffic/images.js';
import { createLoadBalancer, type LoadBalancer } from './traffic/load-balancer.js';
import { createTrafficMetrics, type TrafficMetrics } from './traffic/metrics.js';
import { createSimulatedTime, type StoppableTime } from './traffic/time.js';

export interface SandboxPorts {
  readonly aws?: number;
  readonly loadBalancer?: number;
  readonly prometheus?: number;
  readonly control?: number;
  readonly paging?: number;
}

export interface SandboxOptions {
  /** `aws`: AWS's documented durations. `quick`: thirty times faster. */
  readonly profile: 'aws' | 'quick';
  /** AWS seconds in a real second, instead of the profile's. */
  readonly timeScale?: number;
  /** Name of a scenario. */
  readonly scenario: string;
  /** How many services with the same past; the further ones are named `applylens-api-2-prod` and so on. */
  readonly services?: number;
  /** Visitors of each service; 0 for none. Default 60. */
  readonly requestsPerSecond?: number;
  /** 0 or absent asks for a free one. */
  readonly ports?: SandboxPorts;
  /** Who is sent alerts; nobody unless given. */
  readonly alerts?: AlarmReceiver;
  /** Told what could not be measured or delivered. */
  readonly onTrouble?: (reason: string) => void;
  /** Told of every AWS request that was answered. */
  readonly onExchange?: (exchange: Exchange) => void;
}

export interface SandboxService {
  /** ECS service, family, target group and load balancer. */
  readonly name: string;
  /** Its load balancer. */
  readonly url: string;
}

export interface Sandbox {
  readonly timeScale: number;
  readonly urls: {
    readonly aws: string;
    /** Of the first service. */
    readonly loadBalancer: string;
    /** PromQL over the real traffic; `/metrics` too. */
    readonly prometheus: string;
    readonly control: string;
    readonly paging: string;
  };
  readonly services: readonly SandboxService[];
  readonly aws: SimulatedAws;
  readonly paging: PagingDouble;
  readonly metrics: TrafficMetrics;
  /** A further service with the scenario's past; resolves when it serves. */
  addService(name: string): Promise<SandboxService>;
  /** Begins the deployment of the scenario's next release; the first service unless named. */
  deploy(service?: string): { readonly service: string; readonly taskDefinition: string };
  stop(): Promise<void>;
}

const scales = { aws: 1, quick: 30 } as const;
const usualRequestsPerSecond = 60;

const visits = [
  '/agents/inbox.search/search?q=meeting',
  { path: '/agents/inbox.triage/predict', body: { email_id: 'test-123' } },
  { path: '/auth/login', body: { username: 'test', password: 'test' } },
];

/** @throws Error when a port is taken or the scenario is unknown; what had been started is stopped then */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const time = createSimulatedTime(options.timeScale ?? scales[options.profile]);
  const closing: (() => Promise<void> | void)[] = [() => time.stop()];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    return await assemble(options, time, closing, stop);
  } catch (reason) {
    await stop();
    throw reason;
  }
}

type Closing = (() => Promise<void> | void)[];

async function assemble(
  options: SandboxOptions,
  time: StoppableTime,
  closing: Closing,
  stop: () => Promise<void>,
): Promise<Sandbox> {
  const ground = await layGround(options, time, closing);
  const { aws, images, loadBalancer, paging, metrics, observation } = ground;
  const scenario = scenarioNamed(options.scenario);
  const town = createServices({ aws, images, scenario }, ground, options);
  closing.push(() => town.leave());
  for (let number = 1; number <= (options.services ?? 1); number += 1) {
    await town.add(number === 1 ? scenario.service : numbered(scenario.service, number));
  }
  if (options.alerts) {
    const alarm = createAlarm(time, observation.api, options.alerts, options.onTrouble ?? (() => undefined));
    closing.push(() => alarm.stop());
    alarm.start();
  }
  const { services, add: addService } = town;
  const deploy: Sandbox['deploy'] = (service = scenario.service) => ({
    service,
    taskDefinition: deployNextRelease({ aws, images, scenario }, service).arn,
  });
  const control = createControl({
    aws,
    images,
    deploy,
    addService,
    setPropagation: (seconds) => loadBalancer.setPropagation(seconds),
  });
  closing.push(() => control.close());
  const controlUrl = await control.listen({ host: '127.0.0.1', port: options.ports?.control ?? 0 });
  const prometheus = observation.api.url;
  const urls = { aws: aws.url, loadBalancer: loadBalancer.url, prometheus, control: controlUrl, paging: paging.url };
  return { timeScale: time.timeScale, urls, services, aws, paging, metrics, addService, deploy, stop };
}

/** What stands before the first service does. */
async function layGround({ ports = {}, onExchange }: SandboxOptions, time: StoppableTime, closing: Closing) {
  const requestCounts = createRequestCounts(time);
  const metrics = createTrafficMetrics((request) => requestCounts.note(request));
  const images = createImages();
  const paging = await createPagingDouble({ port: ports.paging ?? 0 });
  closing.push(() => paging.close());
  const runtime = createTaskRuntime({ images, time, metrics });
  const port = ports.aws ?? 0;
  const aws = await startSimulatedAws({ time, runtime, requestCounts, port, ...(onExchange ? { onExchange } : {}) });
  closing.push(() => aws.stop());
  const loadBalancer = await createLoadBalancer({ time, metrics, port: ports.loadBalancer ?? 0 });
  closing.push(() => loadBalancer.close());
  const observation = await observe(time, metrics, ports.prometheus ?? 0);
  closing.push(() => observation.stop());
  return { metrics, images, paging, aws, loadBalancer, observation };
}

/** The services of this production, each behind a listener of its own and visited by its own users. */
function createServices(
  needs: ProductionNeeds,
  { loadBalancer, observation }: { loadBalancer: LoadBalancer; observation: Observation },
  options: SandboxOptions,
) {
  const { requestsPerSecond = usualRequestsPerSecond } = options;
  const services: SandboxService[] = [];
  const visitors: TrafficGenerator[] = [];
  return {
    services,
    add: async (name: string): Promise<SandboxService> => {
      const router = services.length === 0 ? loadBalancer : await loadBalancer.addListener();
      await addServiceWithPast(needs, name, { router, host: '127.0.0.1', port: router.port });
      const service = { name, url: router.url };
      services.push(service);
      if (requestsPerSecond > 0) {
        observation.remember(name, requestsPerSecond);
        const generator = createTrafficGenerator({ url: router.url, requestsPerSecond, paths: visits });
        generator.start();
        visitors.push(generator);
      }
      return service;
    },
    leave: async (): Promise<void> => {
      await Promise.all(visitors.map((generator) => generator.stop()));
    },
  };
}

/** `applylens-api-prod`, 2 → `applylens-api-2-prod`: the environment stays at the end. */
function numbered(service: string, number: number): string {
  return service.replace(/-(?=[^-]+$)/, `-${number}-`);
}
