// Takes alerts in: new ones are decided on at once, what follows within ten seconds is gathered, repeats are counted.
import type { Client } from '@temporalio/client';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import { type Decided, decide } from './decide.js';
import { forget, type Gathered, newIn, nothingGathered, postpone, stopTimer } from './gathered.js';
import type { IncomingAlert } from './incoming.js';
import type { Records } from './records.js';
import { signalBudget } from './signal-budget.js';

export interface Intake {
  /** Answers what the alerts of one delivery for one service became. Throws `temporal not reached`; they may be sent again. */
  take(entry: CatalogueEntry, alerts: readonly IncomingAlert[]): Promise<Decided>;
  /** Passes on what was gathered, then takes no more time. */
  stop(): Promise<void>;
}

interface Options {
  readonly client: Client;
  readonly records: Records;
  readonly complain: (error: unknown) => void;
  /** Milliseconds in which alerts for one service are gathered into one signal. */
  readonly gatherFor?: number;
}

interface Context extends Required<Options> {
  readonly maySignal: (runId: string) => boolean;
}

export function createIntake({ gatherFor = 10_000, ...options }: Options): Intake {
  const context = { ...options, gatherFor, maySignal: signalBudget() };
  const services = new Map<string, Gathered>();
  return {
    take(entry, alerts) {
      const key = `${entry.environment}/${entry.service}`;
      const gathered = services.get(key) ?? nothingGathered(entry);
      services.set(key, gathered);
      return take(context, gathered, alerts);
    },
    async stop() {
      const all = [...services.values()];
      for (const each of all) stopTimer(each);
      await Promise.allSettled(all.map((each) => passOn(context, each)));
      for (const each of all) stopTimer(each);
    },
  };
}

async function take(context: Context, gathered: Gathered, alerts: readonly IncomingAlert[]): Promise<Decided> {
  const fresh = newIn(gathered, alerts);
  gathered.deliveries += 1;
  if (gathered.timer === undefined && fresh.length > 0) {
    beginToGather(context, gathered);
    gathered.deciding = decideOn(context, gathered, fresh);
    gathered.deciding.catch(() => forget(gathered, fresh));
    return gathered.deciding;
  }
  postpone(gathered, fresh);
  const decided = await gathered.deciding;
  return fresh.length > 0 ? decided : { ...decided, became: 'repeat' };
}

function beginToGather(context: Context, gathered: Gathered): void {
  gathered.timer = setTimeout(() => {
    gathered.timer = undefined;
    passOn(context, gathered).catch(context.complain);
  }, context.gatherFor);
  gathered.timer.unref();
}

async function passOn(context: Context, gathered: Gathered): Promise<void> {
  const alerts = gathered.pending.splice(0);
  if (alerts.length === 0) return;
  beginToGather(context, gathered);
  gathered.deciding = decideOn(context, gathered, alerts);
  await gathered.deciding.catch((error: unknown) => {
    gathered.pending.unshift(...alerts);
    throw error;
  });
}

async function decideOn(context: Context, gathered: Gathered, alerts: readonly IncomingAlert[]): Promise<Decided> {
  const { client, records, maySignal } = context;
  const { entry, deliveries: count } = gathered;
  gathered.deliveries = 0;
  try {
    const decided = await decide(client, entry, alerts, { count, maySignal });
    postpone(gathered, decided.untold);
    const { service, environment } = entry;
    const { became, said } = decided;
    for (const { alert } of alerts) {
      records.add({ source: alert.source, alert: alert.name, service, environment, became, said });
    }
    return decided;
  } catch (error) {
    gathered.deliveries += count;
    throw error;
  }
}
