import { CancellationScope, condition } from '@temporalio/workflow';

/**
 * Runs what Temporal may retry for hours, and stops it as soon as `interrupted` is true. What was under way then may have
 * been applied all the same: an answer that still comes is given, everything else is 'interrupted'.
 */
export async function unlessInterrupted<T>(
  interrupted: () => boolean,
  run: () => Promise<T>,
): Promise<T | 'interrupted'> {
  const scope = new CancellationScope();
  const running = scope.run(run);
  let over = false;
  const end = () => {
    over = true;
  };
  running.then(end, end);
  await condition(() => over || interrupted());
  const wasInterrupted = !over;
  if (wasInterrupted) scope.cancel();
  try {
    return await running;
  } catch (error) {
    if (wasInterrupted) return 'interrupted';
    throw error;
  }
}
