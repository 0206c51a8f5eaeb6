// Takes alerts in. What is new is passed on before its sender is answered; repeats are counted; a flood is gathered.
import type { CatalogueEntry } from '../../catalogue/entry.js';
import { type Decided, decide, type Needs } from './decide.js';
import {
  forget,
  type Gathered,
  gather,
  mayBeToldAtOnce,
  newIn,
  nothingGathered,
  postpone,
  underWay,
} from './gathered.js';
import { inTurn } from './in-turn.js';
import type { IncomingAlert } from './incoming.js';
import type { Records } from './records.js';
import { signalBudget } from './signal-budget.js';

export interface Intake {
  /** Answers what the alerts of one delivery for one service became. Throws `temporal not reached`; they may be sent again. */
  take(entry: CatalogueEntry, alerts: readonly IncomingAlert[]): Promise<Decided>;
  /** Passes on what was gathered, then takes no more time. */
  stop(): Promise<void>;
}

interface Options extends Needs {
  readonly records: Records;
  readonly complain: (error: unknown) => void;
  /** Milliseconds in which a flood of new alerts for one service is gathered into one signal. */
  readonly gatherFor?: number;
}

interface Context extends Options {
  readonly gatherFor: number;
  readonly maySignal: (runId: string) => boolean;
}

interface ServiceIntake {
  take(alerts: readonly IncomingAlert[]): Promise<Decided>;
  stop(): Promise<void>;
}

export function createIntake({ gatherFor = 10_000, ...options }: Options): Intake {
  const context = { ...options, gatherFor, maySignal: signalBudget() };
  const services = new Map<string, ServiceIntake>();
  return {
    take(entry, alerts) {
      const key = `${entry.environment}/${entry.service}`;
      const service = services.get(key) ?? intakeOf(context, entry);
      services.set(key, service);
      return service.take(alerts);
    },
    async stop() {
      await Promise.allSettled([...services.values()].map((service) => service.stop()));
    },
  };
}

/** One decision at a time: what comes during one goes into the next, and its sender waits for that. */
function intakeOf(context: Context, entry: CatalogueEntry): ServiceIntake {
  const gathered = nothingGathered();
  const decideInTurn = inTurn((alerts: readonly IncomingAlert[]) => decideOn(context, entry, gathered, alerts));
  const tell = (alerts: readonly IncomingAlert[]): Promise<Decided> => {
    gather(gathered, context.gatherFor, () => passOn().catch(context.complain));
    return underWay(gathered, decideInTurn(alerts));
  };

  async function passOn(): Promise<void> {
    const alerts = gathered.pending.splice(0);
    if (alerts.length === 0) return;
    await tell(alerts).catch((error: unknown) => {
      gathered.pending.unshift(...alerts);
      throw error;
    });
  }

  return {
    take: (alerts) => take(gathered, alerts, tell),
    async stop() {
      clearTimeout(gathered.timer);
      await passOn();
      clearTimeout(gathered.timer);
    },
  };
}

async function take(
  gathered: Gathered,
  alerts: readonly IncomingAlert[],
  tell: (alerts: readonly IncomingAlert[]) => Promise<Decided>,
): Promise<Decided> {
  const fresh = newIn(gathered, alerts);
  gathered.deliveries += 1;
  if (fresh.length === 0) return { ...((await gathered.underWay) ?? gathered.decided), became: 'repeat' };
  if (!mayBeToldAtOnce(gathered)) {
    postpone(gathered, fresh);
    return { ...gathered.decided, said: 'One of many new alerts: passed on with the others within ten seconds' };
  }
  try {
    return await tell(fresh);
  } catch (error) {
    forget(gathered, fresh);
    throw error;
  }
}

async function decideOn(
  { records, maySignal, ...needs }: Context,
  entry: CatalogueEntry,
  gathered: Gathered,
  alerts: readonly IncomingAlert[],
): Promise<Decided> {
  const { deliveries: count } = gathered;
  const { service, environment } = entry;
  gathered.deliveries = 0;
  gathered.decisions += 1;
  const begun = performance.now();
  try {
    const decided = await decide(needs, entry, alerts, { count, maySignal });
    gathered.decided = decided;
    for (const { alert } of alerts) {
      const { became, said } = decided;
      records.add({ source: alert.source, alert: alert.name, service, environment, became, said });
    }
    return decided;
  } catch (error) {
    gathered.deliveries += count;
    throw error;
  } finally {
    gathered.decidingMs += performance.now() - begun;
  }
}
