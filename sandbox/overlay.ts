import { stringify } from 'yaml';

import type { SandboxDatabase } from './database/further-databases.js';
import { clientPrograms } from './database/postgres-programs.js';
import { hasSchema, ownPython } from './database/schemas.js';
import type { Scenario } from './scenarios/scenario.js';
import type { SandboxService } from './services.js';
import type { Sandbox } from './start.js';

/** Method 2 is left to the scenarios that are about it. */
const withoutScript = ['automatic', 'ecs-task', 'canary', 'database'];

/** A simulated production is rolled back again and again, and its reports are kept. */
const policy = { mode: 'act', approvals: 0, automaticAtMost: [] };

type Addressed =
  | 'aws'
  | 'loadBalancer'
  | 'prometheus'
  | 'mailProvider'
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
  /** All of them; the first one is ApplyLens's. */
  readonly services?: Sandbox['services'];
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
  services = [],
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
    policy: { ...policy, ...(scenario?.releaseScript === undefined && { methods: withoutScript }) },
  };
  const canary = withCanary ? {} : { canary: null };
  const others = services.slice(1).map((each) => [each.name.replace(/-prod$/, ''), { prod: further(each) }]);
  return stringify({
    environments: { prod },
    services: {
      'applylens-api': {
        prod: { ...canary, ...reachedBySsh(deployHost), ...thirdParties(scenario, urls), ...scenario?.settings },
      },
      ...(Object.fromEntries(others) as object),
    },
    databases: { applylens: { prod: databaseOf({ database, stagingDatabase, deployHost, scenario }) } },
  });
}

/** No migrations where the releases have none: the catalogue's repository is never asked from here. */
const databaseOf = ({ database, stagingDatabase, deployHost, scenario }: Given<DatabasePart>) => ({
  url: scenario?.data?.reachedByTask ? null : `file:${database.urlFile}`,
  host: '127.0.0.1',
  rehearseOn: { url: `file:${stagingDatabase.urlFile}` },
  alembic: deployHost && scenario && hasSchema(scenario) ? alembicOf(deployHost, scenario) : null,
});

type DatabasePart = Pick<Reached, 'database' | 'stagingDatabase' | 'deployHost' | 'scenario'>;
type Given<T> = { [Key in keyof T]: T[Key] | undefined } & Pick<Reached, 'database' | 'stagingDatabase'>;

/** A service like ApplyLens, behind a load balancer of its own. */
export const further = ({ name, url }: SandboxService): object => ({
  extends: 'applylens-api',
  ecs: { service: name, family: name, targetGroups: [name] },
  version: { url: `${url}/version` },
  health: { url: `${url}/health` },
  smoke: null,
});

/** A database like ApplyLens's, of which the overlay says `itself`, on an instance of its own. */
export const furtherDatabase = ({ name, host, urlFile }: SandboxDatabase, itself: OverlaidDatabase): object => ({
  ...itself,
  url: `file:${urlFile}`,
  host,
  user: 'applylens',
  database: 'applylens',
  instance: name,
  backupName: `backup-${name}-{{run}}`,
  alembic: itself.alembic && { ...itself.alembic, folder: 'services/api' },
});

export interface OverlaidDatabase {
  readonly url: string;
  readonly alembic: object | null;
}

/** The application's tests are a program of their own here: pytest is not installed. */
const alembicOf = ({ origin }: Pick<Sandbox['deployHost'], 'origin'>, { data }: Scenario) => ({
  ...(data?.reachedByTask && { runner: 'ecs-task' }),
  repository: origin,
  programs: clientPrograms(),
  tests: [ownPython, 'tests/test_queries.py'],
});

const thirdParties = (scenario: Scenario | undefined, { mailProvider }: Pick<Reached['urls'], 'mailProvider'>) =>
  scenario?.knowsMailProvider && { thirdParties: { gmail: { url: mailProvider } } };

const reachedBySsh = (deployHost: Reached['deployHost']) =>
  deployHost && { script: { sshConfig: deployHost.files.config } };
