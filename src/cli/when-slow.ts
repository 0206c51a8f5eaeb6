import type { Terminal } from './terminal.js';

const slowAfterMs = 5_000;

/** Does the work; whoever waits for it longer than five seconds is told why. */
export async function tellWhenSlow<T>(
  terminal: Pick<Terminal, 'err'>,
  sentence: string,
  work: Promise<T>,
  afterMs = slowAfterMs,
): Promise<T> {
  const timer = setTimeout(() => terminal.err(sentence), afterMs);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

export const stillPlanning = 'Still planning: the worker has not answered yet';
