// Pages for critical alerts that match no service: one for each alert, however often it is delivered, and not for a flood of them.
import { createHash } from 'node:crypto';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { defined } from '../../client/defined.js';
import type { Services } from '../../client/services.js';
import { temporalAnswersWithin, troubleOf } from '../../client/temporal-trouble.js';
import { queues, unmatchedId } from '../../identifiers.js';
import { pagedForUnmatched, type UnmatchedAlert } from '../../unmatched-alert.js';
import { type IncomingAlert, keyOf } from './incoming.js';

/** Sees to it that somebody is paged, and says so. Throws `temporal not reached`; the alert may be sent again. */
export type PageUnmatched = (incoming: IncomingAlert) => Promise<void>;

interface Needs {
  readonly client: Pick<Client, 'withDeadline' | 'workflow'>;
  readonly services: Services;
  readonly now?: () => number;
}

const pagesAnHour = 20;
const anHourMs = 3_600_000;
const rememberedAtMost = 5_000;

export const isCritical = ({ alert, severity, startsNothing }: IncomingAlert): boolean =>
  alert.status === 'firing' && severity === 'SEV1' && startsNothing === undefined;

export const whatUnmatchedBecomes = (services: Services, { service, environment }: IncomingAlert): string =>
  pagedForUnmatched(services.entries(), defined({ service, environment })) === undefined
    ? 'Critical, and nobody is paged: the catalogue has no `paging`'
    : 'Critical: whoever is on call is paged once, in a flood for the first of them';

export function createPageUnmatched({ client, services, now = Date.now }: Needs): PageUnmatched {
  const paged = new Map<string, Promise<void>>();
  let pagedAt: number[] = [];

  return async (incoming) => {
    const { alert, service, environment } = incoming;
    const entry = pagedForUnmatched(services.entries(), defined({ service, environment }));
    if (entry === undefined) return;
    const identity = createHash('sha256')
      .update(`${alert.source} ${keyOf(alert)}`)
      .digest('hex')
      .slice(0, 32);
    const under = paged.get(identity);
    if (under !== undefined) return under;
    const at = now();
    pagedAt = pagedAt.filter((each) => at - each < anHourMs);
    if (pagedAt.length >= pagesAnHour) return;
    pagedAt.push(at);
    const { source, name, startsAt, summary, url } = alert;
    const unmatched: UnmatchedAlert = {
      alert: { source, name, ...defined({ startsAt, summary, url }) },
      ...defined({ service, environment }),
      ...(pagedAt.length === pagesAnHour ? { others: true } : {}),
    };
    const starting = start(client, { entry, unmatched, dedupKey: `runback/${unmatchedId(identity)}` }, identity);
    paged.set(identity, starting);
    const oldest = paged.keys().next();
    if (paged.size > rememberedAtMost && oldest.done === false) paged.delete(oldest.value);
    await starting.catch((error: unknown) => {
      paged.delete(identity);
      pagedAt = pagedAt.filter((each) => each !== at);
      throw error;
    });
  };
}

/** Its id is the alert's: a server that was restarted does not page again. */
async function start(client: Needs['client'], input: object, identity: string): Promise<void> {
  const options = {
    workflowId: unmatchedId(identity),
    taskQueue: queues.main,
    args: [input],
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    staticSummary: 'Page for a critical alert that matches no service',
  } as const;
  try {
    await client.withDeadline(Date.now() + temporalAnswersWithin, () =>
      client.workflow.start('unmatchedAlert', options),
    );
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return;
    throw troubleOf('Paging for an alert that matches no service', error);
  }
}
