import type { Client } from '@temporalio/client';
import { describeExecution, isOpen } from '../../src/client/execution.js';
import { readReport } from '../../src/client/report.js';
import { readStatus } from '../../src/client/status.js';
import type { Report } from '../../src/report.js';
import type { Status } from '../../src/status.js';
import { until } from '../processes/until.js';

const within = 120_000;

/** A rollback that the demo watches from outside, as a person would with `runback status`. */
export interface WatchedRun {
  /** The first status of which `what` says something. Throws when the run ends before. */
  seen<T>(what: (status: Status) => T | undefined, waitingFor: string): Promise<T>;
  /** The first status in which a person is asked. */
  asks(): Promise<Status>;
  /** What the escalation says, whoever is asked meanwhile. */
  escalated(): Promise<string>;
  /** Resolves when nobody is asked any more. */
  goesOn(): Promise<void>;
  report(): Promise<Report>;
}

/** `since` (ISO): a run that was accepted before is somebody else's. */
export function watchRun(client: Client, id: string, since: string): WatchedRun {
  const statusNow = async (): Promise<Status | undefined> => {
    const seen = await readStatus(client, id).catch(() => undefined);
    return seen?.from === 'the run' && seen.status.times.acceptedAt >= since ? seen.status : undefined;
  };
  return {
    seen: (what, waitingFor) =>
      until(`${waitingFor} was not seen`, within, async () => {
        const status = await statusNow();
        const found = status && what(status);
        if (found !== undefined) return found;
        if (status?.outcome !== undefined) throw new Error(`${status.outcome}: ${status.headline ?? ''}`);
        if (status?.phase === 'waiting for the operator' || status?.phase === 'stuck') throw new Error(status.doing);
        return undefined;
      }),
    asks: () =>
      until('nobody was asked', within, async () => {
        const status = await statusNow();
        if (status?.outcome !== undefined) throw new Error(`${status.outcome}: ${status.headline ?? ''}`);
        return status?.phase === 'waiting for the operator' ? status : undefined;
      }),
    escalated: () => until('it was not escalated', within, async () => (await statusNow())?.escalated),
    goesOn: async () => {
      await until('the rollback did not go on', within, async () => {
        const status = await statusNow();
        return status === undefined || status.phase === 'waiting for the operator' ? undefined : true;
      });
    },
    report: () =>
      until('the rollback did not end', within, async () => {
        const execution = await describeExecution(client, id);
        if (execution === undefined || isOpen(execution) || execution.startedAt < since) return undefined;
        return readReport(client, id);
      }),
  };
}
