// The whole simulated production in this process: AWS, tasks, load balancers, visitors, paging and its control API.

import { type AlarmReceiver, createAlarm } from './alarm.js';
import { createRequestCounts } from './aws/cloudwatch/request-counts.js';
import { type SimulatedAws, startSimulatedAws } from './aws/simulated-aws.js';
import type { Exchange } from './aws/wire/request-desk.js';
import { type ControlNeeds, createControl } from './control.js';
import { createApplicationDatabase } from './database/application-queries.js';
import { createFurtherDatabases } from './database/further-databases.js';
import { migrateTo, prepareSchemas } from './database/schemas.js';
import { observe } from './observation.js';
import { addressesOf, foundOrganisation, type Organisation } from './organisation.js';
import { createPagingDouble, type PagingDouble } from './paging/paging-double.js';
import { deployLaterRelease, deployNextRelease } from './production.js';
import { scenarioNamed } from './scenarios/index.js';
import type { Scenario } from './scenarios/scenario.js';
import { createServices, nameOfService, type SandboxService } from './services.js';
import { createStanding } from './standing.js';
import { keepUrl } from './surroundings.js';
import { createTaskRuntime } from './traffic/application.js';
import { createImages } from './traffic/images.js';
import { createLoadBalancer } from './traffic/load-balancer.js';
import { createTrafficMetrics, type TrafficMetrics } from './traffic/metrics.js';
import { createSimulatedTime, type StoppableTime } from './traffic/time.js';

export interface SandboxPorts {
  readonly aws?: number;
  readonly loadBalancer?: number;
  readonly prometheus?: number;
  readonly control?: number;
  readonly paging?: number;
  readonly deployHost?: number;
  readonly github?: number;
  readonly elasticsearch?: number;
  readonly database?: number;
  readonly stagingDatabase?: number;
  readonly slack?: number;
  readonly pagerDuty?: number;
  readonly statuspage?: number;
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
  /** The deployment host's own folder, emptied now and when the sandbox stops; a temporary one unless given. */
  readonly folder?: string;
  /** Who is sent alerts; nobody unless given. */
  readonly alerts?: AlarmReceiver;
  /** Told what could not be measured or delivered. */
  readonly onTrouble?: (reason: string) => void;
  /** Told of every AWS request that was answered. */
  readonly onExchange?: (exchange: Exchange) => void;
}

export interface Sandbox extends Organisation {
  readonly scenario: Scenario;
  readonly timeScale: number;
  readonly urls: {
    readonly aws: string;
    /** Of the first service. */
    readonly loadBalancer: string;
    /** PromQL over the real traffic; `/metrics` too. */
    readonly prometheus: string;
    readonly control: string;
    /** PagerDuty's Events API. */
    readonly paging: string;
    /** What stands for https://api.pagerduty.com. */
    readonly pagerDuty: string;
    /** ssh://deploy@127.0.0.1:PORT */
    readonly deployHost: string;
    /** What stands for https://api.github.com. */
    readonly github: string;
    readonly elasticsearch: string;
    /** postgresql://applylens@127.0.0.1:PORT/applylens; the password is in `database.urlFile`. */
    readonly database: string;
    /** The same of its twin in staging. */
    readonly stagingDatabase: string;
    /** What stands for https://slack.com. */
    readonly slack: string;
    /** What stands for https://api.statuspage.io. */
    readonly statuspage: string;
  };
  readonly services: readonly SandboxService[];
  readonly aws: SimulatedAws;
  readonly paging: PagingDouble;
  readonly metrics: TrafficMetrics;
  /** A further service with the scenario's past; resolves when it serves. */
  addService(name: string): Promise<SandboxService>;
  /** Begins the deployment of the scenario's next release, or the later one; of the first service unless named. */
  deploy(service?: string, release?: 'next' | 'later'): { readonly service: string; readonly taskDefinition: string };
  /** What the pipeline does before that: production and staging at the schema of the release. Nothing where it has none. */
  migrate(release?: 'next' | 'later'): Promise<void>;
  stop(): Promise<void>;
}

const scales = { aws: 1, quick: 30 } as const;

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
  const { aws, images, loadBalancer, paging, metrics, observation, standing } = ground;
  const scenario = scenarioNamed(options.scenario);
  const deploy: Sandbox['deploy'] = (service = scenario.service, release = 'next') => {
    const begin = release === 'next' ? deployNextRelease : deployLaterRelease;
    return { service, taskDefinition: begin({ aws, images, scenario }, service).arn };
  };
  const { folder, ports = {} } = options;
  const organisation = foundOrganisation({ scenario, aws, deploy, folder, ports });
  closing.push(() => organisation.close());
  organisation.founded.catch(() => undefined);
  await prepareSchemas(scenario, organisation.founded, ground.database, (url) => keepUrl(aws, scenario, url));
  const town = createServices({ aws, images, scenario }, ground, options);
  closing.push(() => town.leave());
  for (let number = 1; number <= (options.services ?? scenario.services ?? 1); number += 1) {
    await town.add(nameOfService(scenario.service, number));
  }
  if (options.alerts) sound(createAlarm(time, observation.api, options.alerts, options.onTrouble), closing);
  const { services, add: addService } = town;
  const setPropagation = (seconds: number) => loadBalancer.setPropagation(seconds);
  const around = await organisation.founded;
  standing.on(around);
  const migrate: Sandbox['migrate'] = (release = 'next') => migrateTo(scenario[release], scenario, around);
  const further = createFurtherDatabases(aws, around.database);
  closing.push(() => further.close());
  const adding = { addService, addDatabase: further.add };
  const needs = { aws, paging, images, deploy, migrate, ...adding, setPropagation, ...around };
  const control = await openControl(needs, options, closing);
  const own = { loadBalancer: loadBalancer.url, prometheus: observation.api.url, control };
  const paged = { paging: paging.url, pagerDuty: paging.restUrl };
  const urls = { aws: aws.url, ...own, ...paged, ...addressesOf(around) };
  const place = { scenario, timeScale: time.timeScale, urls, services, ...around };
  return { ...place, aws, paging, metrics, addService, deploy, migrate, stop };
}

function sound(alarm: ReturnType<typeof createAlarm>, closing: Closing): void {
  closing.push(() => alarm.stop());
  alarm.start();
}

/** Its address. */
async function openControl(needs: ControlNeeds, { ports }: SandboxOptions, closing: Closing): Promise<string> {
  const control = createControl(needs);
  closing.push(() => control.close());
  return control.listen({ host: '127.0.0.1', port: ports?.control ?? 0 });
}

/** What stands before the first service does. */
async function layGround({ ports = {}, onExchange }: SandboxOptions, time: StoppableTime, closing: Closing) {
  const requestCounts = createRequestCounts(time);
  const metrics = createTrafficMetrics((request) => requestCounts.note(request));
  const images = createImages();
  const paging = await createPagingDouble({ port: ports.paging ?? 0, restPort: ports.pagerDuty ?? 0 });
  closing.push(() => paging.close());
  const standing = createStanding();
  const database = createApplicationDatabase();
  closing.push(() => database.close());
  const runtime = createTaskRuntime({ images, time, metrics, standing: standing.now, database });
  const port = ports.aws ?? 0;
  const aws = await startSimulatedAws({ time, runtime, requestCounts, port, ...(onExchange ? { onExchange } : {}) });
  closing.push(() => aws.stop());
  const loadBalancer = await createLoadBalancer({ time, metrics, port: ports.loadBalancer ?? 0 });
  closing.push(() => loadBalancer.close());
  const observation = await observe(time, metrics, ports.prometheus ?? 0);
  closing.push(() => observation.stop());
  return { metrics, images, paging, aws, loadBalancer, observation, standing, database };
}
