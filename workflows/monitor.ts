// Runbook › "Monitoring for 1 hour": watches after the rollback has closed and freed the lock (decision 19).
import { condition, log, setHandler } from '@temporalio/workflow';
import type { RunIdentity } from '../activities/activities.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { parseMessage } from '../src/messages.js';
import { errorRateLimits, judgeErrorRate } from '../src/runbook/when-to-rollback.js';
import { now } from './course.js';
import { signalOf } from './messages.js';
import { measureErrorRate, readServing, tellByPage } from './proxies.js';

export interface MonitorInput {
  readonly entry: CatalogueEntry;
  readonly rollback: RunIdentity;
  /** What the rollback left serving. */
  readonly taskDefinition: string;
  readonly restoredAt: string;
  readonly until: string;
}

export interface MonitorEnd {
  readonly end: 'quiet' | 'newer deployment' | 'trouble again';
  readonly at: string;
  readonly notes: readonly string[];
}

const maxNotes = 100;

/** Ends after the hour, with a newer deployment, or with a page when the trouble is back. */
export async function monitor(input: MonitorInput): Promise<MonitorEnd> {
  const notes: string[] = [];
  setHandler(signalOf('alert'), (value) => {
    const alert = parseMessage('alert', value);
    if (alert.ok && notes.length < maxNotes) notes.push(`${now()} alert ${alert.value.status}: ${alert.value.name}`);
  });
  while (Date.now() < Date.parse(input.until)) {
    const left = Date.parse(input.until) - Date.now();
    await condition(() => false, Math.max(1, Math.min(input.entry.timings.escalationLook, left)), {
      summary: 'until the next look',
    });
    const end = await lookOnce(input, notes);
    if (end !== undefined) return { end, at: now(), notes };
  }
  return { end: 'quiet', at: now(), notes };
}

async function lookOnce(
  { entry, rollback, taskDefinition }: MonitorInput,
  notes: string[],
): Promise<MonitorEnd['end'] | undefined> {
  const { service } = await readServing({ entry });
  if (service.taskDefinition !== taskDefinition) return 'newer deployment';
  const facts = await measureErrorRate({ entry });
  const { verdict, evidence } = judgeErrorRate(facts, errorRateLimits(entry));
  if (verdict !== 'breached') return undefined;
  notes.push(`${now()} ${evidence}`);
  if (entry.paging === undefined) return 'trouble again';
  await tellByPage({
    entry,
    action: 'trigger',
    dedupKey: `runback/${rollback.workflowId}/${rollback.runKey}/monitor`,
    summary: `${entry.service} ${entry.environment} is in trouble again after its rollback: ${evidence}`.slice(
      0,
      1_000,
    ),
    severity: 'critical',
    details: { taskDefinition },
  }).catch((error: unknown) => log.error('the page was refused', { error: String(error) }));
  return 'trouble again';
}
