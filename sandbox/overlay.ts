import { stringify } from 'yaml';

import type { Sandbox } from './start.js';

/** Method 2 is left to the scenarios that are about it. */
const withoutScript = ['automatic', 'ecs-task', 'canary', 'database'];

type Addressed =
  | 'aws'
  | 'loadBalancer'
  | 'prometheus'
  | 'paging'
  | 'github'
  | 'elasticsearch'
  | 'slack'
  | 'pagerDuty'
  | 'statuspage';

interface Reached extends Pick<Sandbox, 'timeScale'>, Partial<Pick<Sandbox, 'deployHost' | 'scenario'>> {
  readonly database: Pick<Sandbox['database'], 'urlFile'>;
  readonly stagingDatabase: Pick<Sandbox['database'], 'urlFile'>;
  /** The service has a canary here, named as in the catalogue. */
  readonly withCanary?: boolean;
  readonly urls: Pick<Sandbox['urls'], Addressed>;
}

/**
 * The overlay of `runback.yaml` that points ApplyLens at the simulated production: endpoints, its database, kind, pace, policy
 * and the way to the deployment host, and no canary where none runs there. The origins are those of the catalogue's URLs.
 */
export function overlayOf({
  urls,
  database,
  stagingDatabase,
  timeScale,
  deployHost,
  scenario,
  withCanary = false,
}: Reached): string {
  const prod = {
    kind: 'simulation',
    timeScale,
    endpoints: {
      aws: urls.aws,
      'https://api.applylens.io': urls.loadBalancer,
      'https://prometheus.applylens.io': urls.prometheus,
      'https://events.pagerduty.com': urls.paging,
      'https://api.github.com': urls.github,
      'https://slack.com': urls.slack,
      'https://api.pagerduty.com': urls.pagerDuty,
      'https://api.statuspage.io': urls.statuspage,
      'http://es.applylens.io:9200': urls.elasticsearch,
    },
    policy: { mode: 'act', approvals: 0, ...(scenario?.releaseScript === undefined && { methods: withoutScript }) },
  };
  const canary = withCanary ? {} : { canary: null };
  return stringify({
    environments: { prod },
    services: { 'applylens-api': { prod: { ...canary, ...reachedBySsh(deployHost), ...scenario?.settings } } },
    databases: {
      applylens: {
        prod: {
          url: `file:${database.urlFile}`,
          host: '127.0.0.1',
          rehearseOn: { url: `file:${stagingDatabase.urlFile}` },
        },
      },
    },
  });
}

const reachedBySsh = (deployHost: Reached['deployHost']) =>
  deployHost && { script: { sshConfig: deployHost.files.config } };
