import type { RunningRollback } from './a-rollback-service.js';
import { approvalBy } from './signed.js';

/** The gate of a database is waited for, and passed. */
export async function agreedByTwo(run: RunningRollback): Promise<void> {
  await run.until(({ phase }) => phase === 'waiting for approval');
  for (const by of ['ann', 'ben']) await run.say('approve', approvalBy(by));
}
