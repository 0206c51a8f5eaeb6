import { join } from 'node:path';
import { tokens as githubTokens } from '../github/refusals.js';
import { managersRoutingKey, restTokens, routingKey } from '../paging/account.js';
import { app as slackApp } from '../slack/workspace.js';
import { apiKey as statuspageKey } from '../statuspage/page.js';
import type { DevTokens } from './tokens.js';

/** Access key id of the worker, the server and every command of the demo. */
export const workerAccessKey = 'SANDBOX';

/** What keeps the SDK and aws-cli from a person's own account: credentials that only the sandbox takes, no profile. */
function sandboxCredentials(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(kept),
    AWS_ACCESS_KEY_ID: workerAccessKey,
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

type Places = {
  folder: string;
  /** host:port */
  temporal: string;
  serverPort: number;
  tokens: DevTokens | undefined;
};

/** The environment of sandbox, worker and server; what the person has set stays as it is, AWS excepted. */
export function environmentOf(
  env: NodeJS.ProcessEnv,
  { folder, temporal, serverPort, tokens }: Places,
): NodeJS.ProcessEnv {
  return {
    RUNBACK_OVERLAY: join(folder, 'sandbox.overlay.yaml'),
    RUNBACK_REPORTS: join(folder, 'reports'),
    RUNBACK_ALERT_URL: `http://127.0.0.1:${serverPort}/webhooks/alertmanager`,
    ...(tokens && { RUNBACK_TOKENS: tokens.file, RUNBACK_ALERT_TOKEN: tokens.alertSender }),
    RUNBACK_SLACK_SIGNING_SECRET: 'env:SLACK_SIGNING_SECRET',
    PAGERDUTY_ROUTING_KEY: managersRoutingKey,
    PAGERDUTY_ONCALL_ROUTING_KEY: routingKey,
    ...sandboxCredentials(env),
    RUNBACK_GITHUB_TOKEN: githubTokens.write,
    SLACK_BOT_TOKEN: slackApp.token,
    SLACK_SIGNING_SECRET: slackApp.signingSecret,
    PAGERDUTY_API_TOKEN: restTokens.write,
    STATUSPAGE_API_KEY: statuspageKey,
    RUNBACK_HOME: folder,
    RUNBACK_SERVER_PORT: `${serverPort}`,
    RUNBACK_PUBLIC_URL: `http://127.0.0.1:${serverPort}`,
    TEMPORAL_ADDRESS: temporal,
  };
}
