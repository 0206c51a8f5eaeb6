// What the organisation has beside its AWS account, and reaches production with.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { SimulatedAws } from './aws/simulated-aws.js';
import { applicationSource } from './database/application-source.js';
import { type Database, openDatabase } from './database/database.js';
import { type DeployHost, startDeployHost } from './deploy-host/deploy-host.js';
import { commitHash, type Files } from './deploy-host/git-objects.js';
import { firstCommit, knownReleaseCommit } from './deploy-host/release-commits.js';
import { type ElasticsearchDouble, startElasticsearchDouble } from './elasticsearch/elasticsearch-double.js';
import { type GithubDouble, startGithubDouble } from './github/github-double.js';
import { productionByPipeline } from './github/production-by-pipeline.js';
import { standForInstances } from './instances.js';
import type { Scenario } from './scenarios/scenario.js';
import { type SlackDouble, startSlackDouble } from './slack/slack-double.js';
import { type StatuspageDouble, startStatuspageDouble } from './statuspage/statuspage-double.js';

export interface Organisation {
  readonly deployHost: DeployHost;
  readonly github: GithubDouble;
  readonly elasticsearch: ElasticsearchDouble;
  readonly database: Database;
  /** The same in staging. */
  readonly stagingDatabase: Database;
  readonly slack: SlackDouble;
  readonly statuspage: StatuspageDouble;
}

export interface OrganisationNeeds {
  readonly scenario: Scenario;
  readonly aws: SimulatedAws;
  /** Begins the deployment of the scenario's next release. */
  readonly deploy: (service: string) => { readonly taskDefinition: string };
  /** The deployment host's own; a temporary one unless given. */
  readonly folder: string | undefined;
  readonly ports: {
    readonly deployHost?: number;
    readonly github?: number;
    readonly elasticsearch?: number;
    readonly database?: number;
    readonly stagingDatabase?: number;
    readonly slack?: number;
    readonly statuspage?: number;
  };
}

export interface StartingOrganisation {
  /** Rejects when a port is taken, or git or Python are missing. */
  readonly founded: Promise<Organisation>;
  /** Stops what has been started, whether all of it was or not. */
  close(): Promise<void>;
}

export function foundOrganisation(needs: OrganisationNeeds): StartingOrganisation {
  const { ports } = needs;
  const starting = [
    hostOf(needs),
    githubOf(needs),
    startElasticsearchDouble({ port: ports.elasticsearch ?? 0 }),
    openDatabase({ port: ports.database ?? 0 }),
    openDatabase({ port: ports.stagingDatabase ?? 0 }),
    startSlackDouble({ port: ports.slack ?? 0 }),
    startStatuspageDouble({ port: ports.statuspage ?? 0 }),
  ] as const;
  const settled = Promise.allSettled(starting);
  return {
    founded: Promise.all(starting).then(([deployHost, github, elasticsearch, database, stagingDatabase, ...told]) => {
      standForInstances(needs.aws, { production: database, staging: stagingDatabase });
      const [slack, statuspage] = told;
      return { deployHost, github, elasticsearch, database, stagingDatabase, slack, statuspage };
    }),
    async close() {
      const started = (await settled).flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      await Promise.all(started.map((each) => each.close()));
    },
  };
}

async function hostOf({ scenario, aws, folder, ports }: OrganisationNeeds): Promise<DeployHost> {
  return startDeployHost({
    folder: folder ?? mkdtempSync(join(tmpdir(), 'runback-deploy-host-')),
    port: ports.deployHost ?? 0,
    awsUrl: aws.url,
    timeScale: aws.ecs.time.timeScale,
    tags: scenario.past.map(({ release }) => release.tag),
    newerTags: [scenario.next.tag],
    sources: sourcesOf(scenario),
    ...(scenario.releaseScript && { variant: scenario.releaseScript }),
  });
}

async function githubOf({ scenario, aws, deploy, ports }: OrganisationNeeds): Promise<GithubDouble> {
  const production = productionByPipeline(aws, scenario.cluster);
  const released = knownReleaseCommit(scenario.next.tag, sourcesOf(scenario)[scenario.next.tag]).hash;
  return startGithubDouble({
    port: ports.github ?? 0,
    repository: scenario.githubRepository,
    shaOf: (event) => (event === 'push' ? released : commitHash(firstCommit)),
    time: aws.ecs.time,
    production,
    firstService: scenario.service,
    deploy(service) {
      const { taskDefinition } = production.primary(service);
      const isUnderWay = taskDefinition === production.runningCommit(service, scenario.next.commit);
      return isUnderWay ? taskDefinition : deploy(service).taskDefinition;
    },
  });
}

/** Release tag → what its commit holds of the application. */
const sourcesOf = ({ past, next }: Scenario): Record<string, Files> =>
  Object.fromEntries(
    [...past.map(({ release }) => release), next].flatMap(({ tag, schema }) =>
      schema === undefined ? [] : [[tag, applicationSource(schema)] as const],
    ),
  );

export const addressesOf = (around: Organisation) => ({
  deployHost: around.deployHost.url,
  github: around.github.url,
  elasticsearch: around.elasticsearch.url,
  database: around.database.url,
  stagingDatabase: around.stagingDatabase.url,
  slack: around.slack.url,
  statuspage: around.statuspage.url,
});
