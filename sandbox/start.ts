// The whole simulated production in this process: AWS, tasks, load balancers, visitors, paging and its control API.

import { type AlarmReceiver, soundAlarm } from './alarms.js';
import type { SimulatedAws } from './aws/simulated-aws.js';
import type { Exchange } from './aws/wire/request-desk.js';
import { type ControlNeeds, createControl } from './control.js';
import { createFurtherDatabases } from './database/further-databases.js';
import { migrateTo, prepareSchemas } from './database/schemas.js';
import { addressesOnGround, type Closing, type Ground, layGround } from './ground.js';
import { turnNow } from './meanwhile.js';
import { addressesOf, foundOrganisation, type Organisation } from './organisation.js';
import type { PagingDouble } from './paging/paging-double.js';
import { deployLaterRelease, deployNextRelease } from './production.js';
import { scenarioNamed } from './scenarios/index.js';
import type { Scenario } from './scenarios/scenario.js';
import { createServices, nameOfService, type SandboxService } from './services.js';
import { keepUrl } from './surroundings.js';
import type { TrafficMetrics } from './traffic/metrics.js';
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
    /** Where the application reads its users' mail. */
    readonly mailProvider: string;
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
  const closing: Closing = [() => time.stop()];
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

async function assemble(
  options: SandboxOptions,
  time: StoppableTime,
  closing: Closing,
  stop: () => Promise<void>,
): Promise<Sandbox> {
  const ground = await layGround(options, time, closing);
  const { aws, images, paging, metrics, observation } = ground;
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
  const { services, add: addService } = await settle(ground, scenario, options, closing);
  soundAlarm({ time, api: observation.api, name: scenario.alarm }, options, closing);
  const around = await organisation.founded;
  ground.standing.on(around);
  const migrate: Sandbox['migrate'] = (release = 'next') => migrateTo(scenario[release], scenario, around);
  const further = createFurtherDatabases(aws, around.database);
  closing.push(() => further.close());
  const changed = { ...changesOf(ground, scenario), deploy, migrate, addService, addDatabase: further.add };
  const control = await openControl({ ...ground, ...around, ...changed }, options, closing);
  const urls = { control, ...addressesOnGround(ground), ...addressesOf(around) };
  const place = { scenario, timeScale: time.timeScale, urls, services, ...around };
  return { ...place, aws, paging, metrics, addService, deploy, migrate, stop };
}

const changesOf = ({ loadBalancer, observation, images }: Ground, scenario: Scenario) => ({
  setPropagation: (seconds: number) => loadBalancer.setPropagation(seconds),
  becomeMeasured: observation.become,
  turn: () => turnNow({ images, scenario }),
});

/** The services that there are from the beginning; further ones may be added. */
async function settle(ground: Ground, scenario: Scenario, options: SandboxOptions, closing: Closing) {
  const town = createServices({ ...ground, scenario }, ground, options);
  closing.push(() => town.leave());
  for (let number = 1; number <= (options.services ?? scenario.services ?? 1); number += 1) {
    await town.add(nameOfService(scenario.service, number));
  }
  return town;
}

/** Its address. */
async function openControl(needs: ControlNeeds, { ports }: SandboxOptions, closing: Closing): Promise<string> {
  const control = createControl(needs);
  closing.push(() => control.close());
  return control.listen({ host: '127.0.0.1', port: ports?.control ?? 0 });
}
