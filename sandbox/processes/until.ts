import { setTimeout as pause } from 'node:timers/promises';

/** What `look` answers as soon as it answers something; it may take `withinMs` in all. Throws naming `what`. */
export async function until<T>(what: string, withinMs: number, look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() >= end) throw new Error(`${what} within ${withinMs / 1000} s.`);
    await pause(50);
  }
}
