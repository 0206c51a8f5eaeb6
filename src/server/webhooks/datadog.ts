import { z } from 'zod';
import { defined } from '../../client/defined.js';
import { severityOf } from '../../runbook/severity.js';
import { alertOf, type IncomingAlert } from './incoming.js';
import { aSource, type Source } from './source.js';

const text = z.string().max(20_000).default('');

/** What deploy/datadog-webhook.json has Datadog send: every value is a text, a variable without one is empty. */
const body = z
  .looseObject({
    alert: z.string().min(1),
    cycle: text,
    transition: z.string().min(1),
    title: text,
    message: text,
    tags: text,
    scope: text,
    priority: text,
    link: text,
  })
  .meta({ id: 'DatadogWebhook' });

/** Datadog signs nothing: its webhook has a token in a header of its own. */
export const datadog = (): Source =>
  aSource({
    name: 'datadog',
    summary: "Datadog's webhook with the template that is shipped: a monitor of a known service starts a rollback",
    body,
    idOf: () => undefined,
    alertsIn: (given) => [incomingOf(given)],
  });

const measured = /^(Triggered|Re-Triggered|Renotify|Recovered)$/;

function incomingOf({ alert, cycle, transition, title, message, tags, scope, priority, link }: z.output<typeof body>) {
  const labels = { ...tagsIn(scope), ...tagsIn(tags) };
  const startsNothing = measured.test(transition) ? undefined : `Datadog says ${transition.slice(0, 100)}`;
  const incoming: IncomingAlert = {
    alert: alertOf({
      source: 'datadog',
      name: title.replace(/^\[[^\]]*\] ?/, ''),
      status: transition === 'Recovered' ? 'resolved' : 'firing',
      // One cycle lasts from the first alert to its recovery, whatever is sent again meanwhile.
      fingerprint: `${alert}/${cycle}`,
      summary: message,
      url: link,
      labels,
    }),
    service: labels.service,
    environment: labels.env ?? labels.environment,
    severity: severityOf(undefined, labels.severity ?? priority),
    ...defined({ startsNothing }),
  };
  return incoming;
}

/** "env:prod,service:api": of a tag that is there twice nothing is believed. */
function tagsIn(written: string): Record<string, string> {
  const pairs = written.split(',').flatMap((tag): [string, string][] => {
    const [, name, value] = /^\s*([\w.-]+):(.+?)\s*$/.exec(tag) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(pairs.filter(([name, value]) => pairs.every(([n, v]) => n !== name || v === value)));
}
