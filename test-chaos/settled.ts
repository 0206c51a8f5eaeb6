// A rollback followed to its end: what waits for a person is aborted once nothing mends it, and a bug is never an end.
import { setTimeout as pause } from 'node:timers/promises';
import { rollbackId } from '../src/identifiers.js';
import type { Report } from '../src/report.js';
import type { Status } from '../src/status.js';
import type { TestStage } from '../test/support/a-stage.js';

export interface Settled {
  readonly report: Report;
  /** What it waited for, where only an abort ended it. */
  readonly waited?: string;
}

const mendsWithin = 20_000;
const usuallyWithin = 200_000;
/** A rehearsal and a backup come before it. */
export const databaseIsBackWithin = 400_000;

/** `withinMs` is an end for what hangs. */
export async function settled(stage: TestStage, service: string, withinMs = usuallyWithin): Promise<Settled> {
  const end = Date.now() + withinMs;
  let waitingSince: number | undefined;
  let waited: string | undefined;
  let last: Status | undefined;
  while (Date.now() < end) {
    last = await stage.status(service).catch(() => last);
    if (last?.phase === 'stuck') throw new Error(`${service} is stuck: ${last.doing}`);
    if (await isClosed(stage, service)) return { report: await stage.report(service), ...(waited ? { waited } : {}) };
    waitingSince = last?.phase === 'waiting for the operator' ? (waitingSince ?? Date.now()) : undefined;
    if (waitingSince !== undefined && Date.now() - waitingSince > mendsWithin && waited === undefined) {
      waited = last?.doing ?? '';
      await abort(stage, service);
    }
    await pause(500);
  }
  throw new Error(`${service} did not end; last seen: ${last?.phase ?? 'no run'}, ${last?.doing ?? ''}`);
}

export async function isClosed({ temporalClient }: TestStage, service: string): Promise<boolean> {
  const described = await temporalClient.workflow.getHandle(rollbackId('prod', service)).describe();
  return described.status.name === 'COMPLETED';
}

async function abort({ temporalClient }: TestStage, service: string): Promise<void> {
  const asked = { args: [{ by: 'ann', reason: 'a test' }] as [unknown], updateId: `abort-${service}` };
  await temporalClient.workflow.getHandle(rollbackId('prod', service)).executeUpdate('abort', asked);
}
