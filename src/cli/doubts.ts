// What speaks against a rollback that was started without anybody being shown its plan first.
import { setTimeout as after } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { queryNames } from '../identifiers.js';
import type { Plan } from '../plan-shape.js';

const every = 200;

/** "Against: the trigger is not met: errors 0 %"; nothing where the run has no plan in time. */
export async function doubtsOf(client: Client, id: string, withinMs = 4_000): Promise<string[]> {
  const until = Date.now() + withinMs;
  const handle = client.workflow.getHandle(id);
  const ask = () => client.withDeadline(until, () => handle.query<Plan | null>(queryNames.plan));
  for (;;) {
    // It is only a word more: what goes wrong here is told by whatever is asked next.
    const plan = await ask().catch(() => undefined);
    if (plan === undefined) return [];
    if (plan !== null) return plan.against.map((line) => `Against: ${line}`);
    if (Date.now() + every > until) return [];
    await after(every);
  }
}
