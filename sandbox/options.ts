// `npm run sandbox`'s options: a flag, else the environment, else what quick time with the demo's scenario needs.
import { parseArgs } from 'node:util';

import { scenarioNames } from './scenarios/index.js';
import type { SandboxOptions, SandboxPorts } from './start.js';

const flags = {
  profile: { type: 'string' },
  scenario: { type: 'string' },
  'time-scale': { type: 'string' },
  services: { type: 'string' },
  'requests-per-second': { type: 'string' },
  'aws-port': { type: 'string' },
  'load-balancer-port': { type: 'string' },
  'prometheus-port': { type: 'string' },
  'control-port': { type: 'string' },
  'paging-port': { type: 'string' },
  'deploy-host-port': { type: 'string' },
  'github-port': { type: 'string' },
  'elasticsearch-port': { type: 'string' },
  'database-port': { type: 'string' },
  'staging-database-port': { type: 'string' },
  'slack-port': { type: 'string' },
  'pager-duty-port': { type: 'string' },
  'statuspage-port': { type: 'string' },
  help: { type: 'boolean' },
} as const;

type Flag = Exclude<keyof typeof flags, 'help'>;

export const usage = `npm run sandbox -- [--profile quick|aws] [--scenario ${scenarioNames.join('|')}] [--time-scale N]
  [--services N] [--requests-per-second N] [--aws-port N] [--load-balancer-port N] [--prometheus-port N]
  [--control-port N] [--paging-port N] [--deploy-host-port N] [--github-port N] [--elasticsearch-port N]
  [--database-port N] [--staging-database-port N] [--slack-port N] [--pager-duty-port N] [--statuspage-port N]
Each can be set in the environment too: --aws-port is RUNBACK_SANDBOX_AWS_PORT. Ports are free ones unless given.
Alerts are sent when RUNBACK_ALERT_URL and RUNBACK_ALERT_TOKEN (bearer) are set.`;

/** @throws Error with a sentence for an unknown flag or a value that makes no sense; `help` when it was asked for */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): SandboxOptions | 'help' {
  const { values } = parseArgs({ args: [...args], options: flags });
  if (values.help) return 'help';
  const text = (flag: Flag): string | undefined => values[flag] ?? env[variableOf(flag)];
  const number = (flag: Flag, least: number): number | undefined => {
    const given = text(flag);
    if (given === undefined) return undefined;
    if (given.trim() !== '' && Number(given) >= least) return Number(given);
    throw new Error(`--${flag} (or ${variableOf(flag)}) is a number of at least ${least}, not "${given}".`);
  };
  const profile = text('profile') ?? 'quick';
  if (profile !== 'quick' && profile !== 'aws') throw new Error(`--profile is quick or aws, not "${profile}".`);
  const numbers = {
    timeScale: number('time-scale', 0.01),
    services: number('services', 1),
    requestsPerSecond: number('requests-per-second', 0),
  };
  const scenario = text('scenario') ?? 'bad-release';
  return { profile, scenario, ports: portsOf(number), ...given(numbers), ...alertsFrom(env) };
}

function portsOf(number: (flag: Flag, least: number) => number | undefined): SandboxPorts {
  return given({
    aws: number('aws-port', 0),
    loadBalancer: number('load-balancer-port', 0),
    prometheus: number('prometheus-port', 0),
    control: number('control-port', 0),
    paging: number('paging-port', 0),
    deployHost: number('deploy-host-port', 0),
    github: number('github-port', 0),
    elasticsearch: number('elasticsearch-port', 0),
    database: number('database-port', 0),
    stagingDatabase: number('staging-database-port', 0),
    slack: number('slack-port', 0),
    pagerDuty: number('pager-duty-port', 0),
    statuspage: number('statuspage-port', 0),
  });
}

function alertsFrom({ RUNBACK_ALERT_URL: url, RUNBACK_ALERT_TOKEN: bearerToken }: NodeJS.ProcessEnv) {
  return url && bearerToken ? { alerts: { url, bearerToken } } : {};
}

const variableOf = (flag: Flag): string => `RUNBACK_SANDBOX_${flag.toUpperCase().replaceAll('-', '_')}`;

function given<Key extends string>(numbers: Record<Key, number | undefined>): Partial<Record<Key, number>> {
  const set = Object.entries<number | undefined>(numbers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as Partial<Record<Key, number>>;
}
