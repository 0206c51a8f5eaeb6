import { rootCertificates } from 'node:tls';
import type { WebhookSettings } from '../../webhook-settings.js';
import { datadog } from './datadog.js';
import { eventBridge } from './eventbridge.js';
import { generic } from './generic.js';
import { grafana } from './grafana.js';
import { pagerDuty } from './pagerduty.js';
import { sns } from './sns.js';
import { type Fetch, snsCertificates } from './sns-certificates.js';
import type { Source } from './source.js';

/** What the senders' proofs need of the world; Node's own unless given. */
export interface WebhookWorld {
  readonly fetch?: Fetch;
  /** PEM. */
  readonly roots?: readonly string[];
  readonly now?: () => number;
}

export function allSources(
  { grafana: ofGrafana, pagerduty, generic: ofGeneric, snsTopics: topics }: WebhookSettings,
  { fetch = fetchBytes, roots = rootCertificates, now = Date.now }: WebhookWorld = {},
): readonly Source[] {
  const certificates = snsCertificates({ fetch, roots, now });
  return [
    grafana(ofGrafana, now),
    pagerDuty(pagerduty, now),
    datadog(),
    sns({ topics, certificates, fetch, now }),
    eventBridge(),
    generic(ofGeneric, now),
  ];
}

const longestAnswer = 256 * 1_024;

/** Follows no redirection. */
async function fetchBytes(url: string): Promise<Buffer> {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(5_000) });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (!answer.ok || bytes.length > longestAnswer) throw new Error(`${url} answered ${answer.status}`);
  return bytes;
}
