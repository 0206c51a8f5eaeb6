// What a process of Runback takes from its environment: every variable, its default and what is wrong with it, in one place.
import { join } from 'node:path';
import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import { type Oidc, readOidc } from './oidc-settings.js';
import { shown } from './parsed.js';
import { readWebhookSettings, type WebhookSettings } from './webhook-settings.js';

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
  /**
   * RUNBACK_SIGNING: reference to the key with which the server signs what it passes on, and the worker checks it
   * (`file:` and `relay-key` in RUNBACK_HOME).
   */
  readonly relayKey: string;
  /** RUNBACK_OIDC_*: the organisation's identity provider; none when RUNBACK_OIDC_ISSUER is not set. */
  readonly oidc?: Oidc;
  /** RUNBACK_SLACK_SIGNING_SECRET: reference to the secret with which Slack signs. Without it Slack is not heard. */
  readonly slackSecret?: string;
  /** RUNBACK_GRAFANA_*, RUNBACK_PAGERDUTY_SECRETS, RUNBACK_GENERIC_*, RUNBACK_SNS_TOPICS: how senders of alerts sign. */
  readonly webhooks: WebhookSettings;
  /** RUNBACK_TOKEN, of a person: then the CLI speaks through RUNBACK_SERVER (the server here). */
  readonly through?: { readonly server: string; readonly token: string };
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
  const { RUNBACK_OVERLAY: overlay, RUNBACK_TOKEN: token } = set;
  const server = { host: set.RUNBACK_SERVER_HOST ?? '127.0.0.1', port: readPort(set.RUNBACK_SERVER_PORT) };
  const oidc = readOidc(set);
  const slackSecret = readReference(set, 'RUNBACK_SLACK_SIGNING_SECRET');
  const publicUrl = readPublicUrl(set.RUNBACK_PUBLIC_URL);
  return {
    catalogue: { file: set.RUNBACK_CATALOGUE ?? 'runback.yaml', ...(overlay === undefined ? {} : { overlay }) },
    temporal: readTemporal(set),
    reports: set.RUNBACK_REPORTS ?? join(home, 'reports'),
    server,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    tokens: set.RUNBACK_TOKENS ?? join(home, 'tokens.yaml'),
    ...(token === undefined ? {} : { through: { token, server: readServer(set, server) } }),
    ...(oidc === undefined ? {} : { oidc }),
    ...(slackSecret === undefined ? {} : { slackSecret }),
    webhooks: readWebhookSettings(set),
    relayKey: readReference(set, 'RUNBACK_SIGNING') ?? `file:${join(home, 'relay-key')}`,
  };
}

function readServer({ RUNBACK_SERVER: written }: Record<string, string>, { host, port }: Config['server']): string {
  if (written === undefined) return `http://${host}:${port}`;
  if (/^https?:\/\/[^\s]+$/.test(written)) return written;
  throw new ConfigurationProblem(
    `RUNBACK_SERVER: expected a URL such as https://runback.example, got ${shown(written)}`,
  );
}

function readReference(set: Record<string, string>, variable: string): string | undefined {
  const written = set[variable];
  if (written === undefined || /^(env|file):.+$/s.test(written)) return written;
  throw new ConfigurationProblem(
    `${variable}: expected a reference, env:NAME or file:/path; a secret itself does not belong there`,
  );
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
