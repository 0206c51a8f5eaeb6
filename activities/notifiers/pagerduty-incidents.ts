import { z } from 'zod';
import type { PagerDutyEntry } from '../../src/catalogue/people-entry.js';
import type { FiringAlert } from '../../src/runbook/new-alerts.js';
import { askOverHttp } from '../http-request.js';
import { parseJson } from '../json-fields.js';
import { isOwnPage, pagerDutyHeaders } from './pagerduty.js';

interface Asking {
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

const incident = z.looseObject({ title: z.string().default('an incident'), created_at: z.string() });
const answer = z.looseObject({
  incidents: z.array(incident.extend({ incident_key: z.string().nullish() })).max(1_000),
});

/** The service's incidents that are not resolved, without those that Runback opened. `since`: ISO time. Throws a sentence. */
export async function readOpenIncidents(
  entry: PagerDutyEntry & { readonly since: string },
  asking: Asking,
): Promise<readonly FiringAlert[]> {
  const { api, service, since } = entry;
  const query = new URLSearchParams([
    ['service_ids[]', service],
    ['statuses[]', 'triggered'],
    ['statuses[]', 'acknowledged'],
    ['since', since],
    ['limit', '100'],
  ]);
  const headers = await pagerDutyHeaders(entry);
  const question = { url: `${api}/incidents?${query.toString()}`, headers, ...asking };
  const { status, body } = await askOverHttp(question).catch((error: unknown) => {
    throw new Error(`PagerDuty at ${api}: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (status !== 200) throw new Error(`PagerDuty at ${api} answered ${status} when asked for incidents`);
  const read = answer.safeParse(parseJson(body));
  if (!read.success) throw new Error(`What should be PagerDuty at ${api} answered 200 without its incidents`);
  return read.data.incidents
    .filter((each) => !isRunbacks(each))
    .map(({ title, created_at: at }) => ({ name: title, since: at }));
}

const isRunbacks = (given: z.output<typeof answer>['incidents'][number]): boolean =>
  given.incident_key?.startsWith('runback/') === true || isOwnPage(given);
