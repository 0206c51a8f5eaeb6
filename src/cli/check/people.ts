// Whether the people can be told: each channel asked who we are there, nothing posted.
import { WebAPIPlatformError, WebClient } from '@slack/web-api';
import { askOverHttp } from '../../../activities/http-request.js';
import { resolveSecret } from '../../../activities/secrets.js';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import type { PagerDutyEntry, SlackEntry, StatusPageEntry } from '../../catalogue/people-entry.js';
import { Denied, type Finding, find, NotConnectedYet, notConfigured } from './finding.js';

/** Slack, PagerDuty's REST API and the status page. */
export const checkPeople = (
  of: string,
  { slack, pagerduty, statusPage, channels = {}, timings }: CatalogueEntry,
): Promise<Finding[]> => {
  const ms = timings.httpTimeout;
  const line = <T>(endpoint: string, entry: T | undefined, ask: (entry: T, ms: number) => Promise<string>) =>
    entry === undefined ? notConfigured(of, endpoint) : find(of, endpoint, () => ask(entry, ms));
  return Promise.all([
    line('Slack', slack, slackAnswers),
    line('PagerDuty', pagerduty, pagerDutyAnswers),
    line('Status page', statusPage, statusPageAnswers),
    ...Object.entries(channels).map(([channel, reference]) => find(of, channel, () => secretIsThere(reference))),
  ]);
};

const secretOf = (reference: string, what: string): Promise<string> =>
  resolveSecret(reference).catch(() => {
    throw new NotConnectedYet(`${what}: not asked, ${reference} is not set here (the worker needs it)`);
  });

/** It could only be asked by posting something. */
async function secretIsThere(reference: string): Promise<string> {
  await secretOf(reference, 'its webhook or key');
  return `${reference} is there; that it may post was not tried`;
}

async function slackAnswers({ api, token, incidents, deployments }: SlackEntry, timeout: number): Promise<string> {
  const channels = [incidents, ...(deployments === undefined ? [] : [deployments])].join(' and ');
  const client = new WebClient(await secretOf(token, channels), {
    slackApiUrl: `${api}/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout,
  });
  try {
    const { user, team } = await client.auth.test();
    return `${user ?? 'somebody'} of ${team ?? 'a team'}; that it may post to ${channels} was not tried`;
  } catch (error) {
    if (error instanceof WebAPIPlatformError) throw new Denied(`${api} says ${error.data.error}`);
    throw error;
  }
}

async function pagerDutyAnswers({ api, token, service, from }: PagerDutyEntry, withinMs: number): Promise<string> {
  const headers = { authorization: `Token token=${await secretOf(token, service)}`, from };
  await asked(`${api}/incidents?service_ids[]=${encodeURIComponent(service)}&limit=1`, headers, withinMs);
  return `${api} shows the incidents of ${service}; that the token may write was not tried`;
}

async function statusPageAnswers({ api, token, page, url }: StatusPageEntry, withinMs: number): Promise<string> {
  const headers = { authorization: `OAuth ${await secretOf(token, url)}` };
  await asked(`${api}/v1/pages/${encodeURIComponent(page)}/incidents/unresolved`, headers, withinMs);
  return `${api} shows the incidents of page ${page}`;
}

async function asked(url: string, headers: Readonly<Record<string, string>>, withinMs: number): Promise<void> {
  const { status } = await askOverHttp({ url, headers, withinMs, signal: new AbortController().signal });
  if (status === 401 || status === 403) throw new Denied(`${url} answers ${status}`);
  if (status < 200 || status > 299) throw new Error(`${url} answers ${status}`);
}
