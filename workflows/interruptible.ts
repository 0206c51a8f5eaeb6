import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';

/**
 * Runs what Temporal may retry for hours, and stops it as soon as `interrupted` is true. What was under way then may have
 * been applied all the same.
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
  if (!over) scope.cancel();
  try {
    return await running;
  } catch (error) {
    if (isCancellation(error) && interrupted()) return 'interrupted';
    throw error;
  }
}
