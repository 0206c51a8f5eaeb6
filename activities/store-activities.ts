// What the workflows ask of the store of reports.
import type { Amendment } from '../src/amended.js';
import type { FormerRuns } from '../src/former-run.js';
import type { Report, ReportOf } from '../src/report.js';
import type { Undone } from '../src/undone.js';

/** All fail with StoreUnavailable, which passes. */
export interface StoreActivities {
  /** One JSON and one Markdown; the same run overwrites its own. */
  storeReport(input: { report: Report }): Promise<{ readonly json: string; readonly markdown: string }>;

  /** Adds to a stored report; done where it is there already. Fails too where there is none yet. */
  amendReport(input: { of: ReportOf; amendment: Amendment }): Promise<void>;

  /** The lines of a stored report in the audit; done where they are there already. */
  writeAudit(input: { of: ReportOf }): Promise<void>;

  /** What an undo goes back to, by the stored report of the rollback that is undone. */
  readUndone(input: { service: string; environment: string; id: string }): Promise<Undone>;

  /** The rollbacks of a service before: the one with an id, and the last one. */
  readFormerRuns(input: { service: string; environment: string; id?: string }): Promise<FormerRuns>;
}
