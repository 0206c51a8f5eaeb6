// What a process of Runback takes from its environment: every variable, its default and what is wrong with it, in one place.
import { join } from 'node:path';
import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import { shown } from './parsed.js';

export interface Config {
  /** RUNBACK_CATALOGUE (runback.yaml) and RUNBACK_OVERLAY (none). */
  readonly catalogue: { readonly file: string; readonly overlay?: string };
  /** TEMPORAL_ADDRESS (localhost:7233), TEMPORAL_NAMESPACE (default) and Temporal's other variables and profiles. */
  readonly temporal: {
    readonly connectionOptions: ClientConnectConfig['connectionOptions'] & { readonly address: string };
    readonly namespace: string;
  };
  /** RUNBACK_REPORTS: the folder of reports (`reports` in RUNBACK_HOME). */
  readonly reports: string;
  /** RUNBACK_SERVER_HOST (127.0.0.1) and RUNBACK_SERVER_PORT (8080; 0 takes a free one). */
  readonly server: { readonly host: string; readonly port: number };
  /** RUNBACK_PUBLIC_URL: address of the state page as browsers know it, without a path. Without it nothing links to it. */
  readonly publicUrl?: string;
  /** RUNBACK_TOKENS: the file of token hashes (`tokens.yaml` in RUNBACK_HOME). Without the file no token is valid. */
  readonly tokens: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A sentence that names the variable. */
class ConfigurationProblem extends Error {
  override readonly name = 'ConfigurationProblem';
}

const isSet = (value: string | undefined): value is string => value !== undefined && value.trim() !== '';

/** Throws ConfigurationProblem. A variable that is empty counts as not set. */
export function readConfig(env: Environment = process.env): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => isSet(value))) as Record<string, string>;
  const home = set.RUNBACK_HOME ?? '.runback';
  const { RUNBACK_OVERLAY: overlay } = set;
  const publicUrl = readPublicUrl(set.RUNBACK_PUBLIC_URL);
  return {
    catalogue: { file: set.RUNBACK_CATALOGUE ?? 'runback.yaml', ...(overlay === undefined ? {} : { overlay }) },
    temporal: readTemporal(set),
    reports: set.RUNBACK_REPORTS ?? join(home, 'reports'),
    server: { host: set.RUNBACK_SERVER_HOST ?? '127.0.0.1', port: readPort(set.RUNBACK_SERVER_PORT) },
    ...(publicUrl === undefined ? {} : { publicUrl }),
    tokens: set.RUNBACK_TOKENS ?? join(home, 'tokens.yaml'),
  };
}

function readPort(written: string | undefined): number {
  if (written === undefined) return 8080;
  const port = /^\d{1,5}$/.test(written) ? Number(written) : Number.NaN;
  if (port <= 65_535) return port;
  throw new ConfigurationProblem(`RUNBACK_SERVER_PORT: expected a port from 0 to 65535, got ${shown(written)}`);
}

function readPublicUrl(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && `${url.pathname}${url.search}${url.hash}` === '/') {
    return url.origin;
  }
  throw new ConfigurationProblem(
    `RUNBACK_PUBLIC_URL: expected an address such as https://runback.example.com, without a path, got ${shown(written)}`,
  );
}

function readTemporal(env: Record<string, string>): Config['temporal'] {
  const { connectionOptions, namespace } = loadTemporal(env);
  const address = connectionOptions.address ?? 'localhost:7233';
  if (!/^[^\s/]+:\d{1,5}$/.test(address)) {
    throw new ConfigurationProblem(
      `TEMPORAL_ADDRESS: expected host:port such as localhost:7233, got ${shown(address)}`,
    );
  }
  return { connectionOptions: { ...connectionOptions, address }, namespace: namespace ?? 'default' };
}

function loadTemporal(env: Record<string, string>): ClientConnectConfig {
  try {
    return loadClientConnectConfig({ overrideEnvVars: env });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationProblem(
      `Reading Temporal's settings (TEMPORAL_*, or the file named by TEMPORAL_CONFIG_FILE) failed: ${reason}`,
    );
  }
}
