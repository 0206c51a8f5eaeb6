// PagerDuty's webhooks, version 3: signed with v1 signatures, one for each secret of the subscription.
import { z } from 'zod';
import { defined } from '../../client/defined.js';
import { findService, type Services } from '../../client/services.js';
import { severityOf } from '../../runbook/severity.js';
import type { WebhookSettings } from '../../webhook-settings.js';
import { Problem } from '../problem.js';
import { checkHmac } from './hmac.js';
import { alertOf, type IncomingAlert } from './incoming.js';
import { aSource, type Source } from './source.js';

const summary = z.looseObject({ id: z.string().optional(), summary: z.string().optional() });
const incident = z.looseObject({
  id: z.string(),
  title: z.string().optional(),
  html_url: z.string().nullish(),
  incident_key: z.string().nullish(),
  created_at: z.iso.datetime({ offset: true }).max(64).nullish(),
  urgency: z.string().nullish(),
  priority: summary.nullish(),
  service: summary.nullish(),
});
const body = z
  .looseObject({
    event: z.looseObject({
      id: z.string().min(1),
      event_type: z.string(),
      occurred_at: z.iso.datetime({ offset: true }).max(64),
      data: z.looseObject({}),
    }),
  })
  .meta({ id: 'PagerDutyWebhook' });
type Event = z.output<typeof body>['event'];

const header = 'x-pagerduty-signature';
const hour = 3_600_000;
const begins = ['incident.triggered', 'incident.reopened'];

export const pagerDuty = ({ secrets }: WebhookSettings['pagerduty'], now: () => number): Source =>
  aSource({
    name: 'pagerduty',
    summary: "PagerDuty's webhook v3: an incident of a known service starts a rollback",
    body,
    signatureHeader: header,
    verify: async ({ headers, raw }, { event }) => {
      if (secrets.length === 0)
        throw new Problem(401, 'PagerDuty is not heard: set RUNBACK_PAGERDUTY_SECRETS. Nothing was done');
      const signatures = (headers[header] ?? '').split(',').map((each) => each.trim());
      const first = signatures.filter((each) => each.startsWith('v1=')).map((each) => each.slice(3));
      await checkHmac(first, secrets, [raw]);
      if (Math.abs(now() - Date.parse(event.occurred_at)) > hour)
        throw new Problem(401, 'Refused: it is of more than an hour from now. Nothing was done');
    },
    // The header with an id is not signed.
    idOf: (_, { event }) => event.id,
    alertsIn: ({ event }, services) => incomingOf(event, services),
  });

function incomingOf({ event_type: type, occurred_at: at, data }: Event, services: Services): IncomingAlert[] {
  const read = incident.safeParse(data);
  if (!type.startsWith('incident.') || !read.success) return [];
  const { id, title, html_url: url, created_at: createdAt, urgency, priority } = read.data;
  const startsAt = type === 'incident.reopened' ? at : (createdAt ?? at);
  const status = type === 'incident.resolved' ? 'resolved' : 'firing';
  const startsNothing = whyNothing(type, read.data);
  const alert = alertOf({ source: 'pagerduty', name: title, status, startsAt, fingerprint: id, url: url ?? undefined });
  const severity = severityOf(undefined, priority?.summary ?? urgency ?? undefined);
  return [{ alert, ...placeOf(read.data.service ?? {}, services), severity, ...defined({ startsNothing }) }];
}

function whyNothing(type: string, { incident_key: key, title = '' }: z.output<typeof incident>): string | undefined {
  const isOwn = key?.startsWith('runback/') === true || /^(Rollback of|BREAK-GLASS:) /.test(title);
  if (isOwn) return 'Runback opened this incident itself';
  return begins.includes(type) || type === 'incident.resolved' ? undefined : `${type} begins nothing and ends nothing`;
}

/** By PagerDuty's name of the service, else by the one entry of the catalogue that opens its incidents there. */
function placeOf({ id, summary: name }: z.output<typeof summary>, services: Services) {
  if (name !== undefined && 'entry' in findService(services, name)) return { service: name, environment: undefined };
  const [only, ...others] = services.entries().filter(({ pagerduty }) => id !== undefined && pagerduty?.service === id);
  return only === undefined || others.length > 0
    ? { service: name, environment: undefined }
    : { service: only.service, environment: only.environment };
}
