// What the organisation has beside its AWS account, and reaches production with.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { SimulatedAws } from './aws/simulated-aws.js';
import { type DeployHost, startDeployHost } from './deploy-host/deploy-host.js';
import type { Scenario } from './scenarios/scenario.js';

export interface Organisation {
  readonly deployHost: DeployHost;
  close(): Promise<void>;
}

export interface OrganisationSettings {
  readonly scenario: Scenario;
  readonly aws: SimulatedAws;
  /** The deployment host's own; a temporary one unless given. */
  readonly folder: string | undefined;
  readonly ports: { readonly deployHost?: number };
}

/** @throws Error when a port is taken, or git or Python are missing; what had been started is stopped then */
export async function foundOrganisation({ scenario, aws, folder, ports }: OrganisationSettings): Promise<Organisation> {
  const deployHost = await startDeployHost({
    folder: folder ?? mkdtempSync(join(tmpdir(), 'runback-deploy-host-')),
    port: ports.deployHost ?? 0,
    awsUrl: aws.url,
    timeScale: aws.ecs.time.timeScale,
    tags: scenario.past.map(({ release }) => release.tag),
    newerTags: [scenario.next.tag],
  });
  return { deployHost, close: () => deployHost.close() };
}
