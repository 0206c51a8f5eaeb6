import { Trouble } from '../client/trouble.js';
import type { Report } from '../report.js';
import type { Where } from './catalogue.js';
import { withTemporal } from './with-temporal.js';

interface Last {
  readonly report: Report;
  /** A sentence: there is a newer rollback, which has no report, or none yet. */
  readonly newer?: string;
  /** The id of the rollback that the newer one undid, where it was terminated in the middle of that. */
  readonly undoing?: string;
}

const withoutReport = {
  open: 'is open and has no report yet',
  terminated: 'was TERMINATED (by Temporal) and left no report',
} as const;

interface WithoutReport extends Pick<Last, 'undoing'> {
  readonly is: keyof typeof withoutReport;
}

/** From Temporal, else from the store, which outlives Temporal's retention and its outages. */
export async function lastReport({ environment, service }: Where): Promise<Last> {
  const [{ rollbackId }, { newestStoredReport }, { settings }] = await Promise.all([
    import('../identifiers.js'),
    import('../client/stored-reports.js'),
    import('../client/settings.js'),
  ]);
  const asked = await askTemporal(rollbackId(environment, service)).catch(asNotReached);
  const stored = await newestStoredReport(settings().reports, { environment, service });
  // What came after the run had closed is in the store alone.
  if (asked !== undefined && 'report' in asked)
    return { report: stored !== undefined && stored.runId === asked.report.runId ? stored : asked.report };
  const { is, ...ofUndo } = asked !== undefined && 'is' in asked ? asked : {};
  const newer =
    is === undefined
      ? undefined
      : `${rollbackId(environment, service)} ${withoutReport[is]}: runback status ${service} --env ${environment}`;
  if (stored !== undefined) return { report: stored, ...(newer === undefined ? {} : { newer, ...ofUndo }) };
  if (asked instanceof Trouble) throw asked;
  const none = `No report of ${service} ${environment} yet, neither from Temporal nor in ${settings().reports}`;
  throw new Trouble('nothing open', newer ?? none);
}

/** An open run is not asked for its report: it has none, and a run without a worker would not answer. */
async function askTemporal(id: string): Promise<Pick<Last, 'report'> | WithoutReport | undefined> {
  const [{ describeExecution, isOpen }, { readReport }] = await Promise.all([
    import('../client/execution.js'),
    import('../client/report.js'),
  ]);
  return withTemporal(async (client) => {
    const execution = await describeExecution(client, id);
    if (execution !== undefined && isOpen(execution)) return { is: 'open' };
    const report = await readReport(client, id);
    if (report !== undefined) return { report };
    if (execution?.state !== 'TERMINATED') return undefined;
    const { undoes } = execution.memo;
    return { is: 'terminated', ...(typeof undoes === 'string' ? { undoing: undoes } : {}) };
  });
}

const asNotReached = (error: unknown): Trouble => {
  if (error instanceof Trouble && error.kind === 'temporal not reached') return error;
  throw error;
};
