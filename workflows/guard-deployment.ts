// Watches one deployment by the runbook's own rules and has it rolled back (design §11): Runbook › When to Rollback.
import { condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import type { GuardEnd } from '../src/guard/guard-status.js';
import { evaluate } from './guard/evaluate.js';
import { identify, validatedGuard } from './guard/identify.js';
import {
  beginGuard,
  carriedOf,
  type Guard,
  guardQuery,
  show,
  statusBefore,
  statusOf,
  type Watched,
} from './guard/state.js';

/** Events; with what one evaluation adds it stays below a thousand. */
const longHistory = 900;

/**
 * From the start of a deployment until its bake time is over. Changes nothing itself: the rollback that it starts, or joins,
 * does what the policy lets a machine do. `carried` is what an earlier run of the same guard has seen.
 */
export async function guardDeployment(input: unknown, carried?: Watched): Promise<GuardEnd> {
  const request = validatedGuard(input);
  setHandler(guardQuery, () => statusBefore(request));
  const found = carried ?? (await identify(request));
  if ('end' in found) return found;
  const guard = beginGuard(found);
  setHandler(guardQuery, () => statusOf(guard));
  show(guard);
  for (;;) {
    const end = await evaluate(guard, await nextEvaluation(guard));
    show(guard);
    if (end !== undefined) return ended(guard, end);
    if (workflowInfo().historyLength > longHistory)
      await continueAsNew<typeof guardDeployment>(request, carriedOf(guard));
  }
}

/** All guards evaluate at the same instants, so that they share what they ask. After an outage none is made up for. */
async function nextEvaluation({ entry: { timings } }: Guard): Promise<string> {
  const every = timings.guardEvery;
  const wait = every - (Date.now() % every);
  await condition(() => false, wait, { summary: 'until the next evaluation' });
  return new Date(Math.floor(Date.now() / every) * every).toISOString();
}

async function ended(guard: Guard, end: GuardEnd): Promise<GuardEnd> {
  await condition(() => guard.openPages.size === 0);
  return { ...end, notes: guard.notes };
}
