import type { Client } from '@temporalio/client';

/** Connects, does the work and lets go. Throws `temporal not reached` within five seconds. */
export async function withTemporal<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const [{ connectToTemporal }, { settings }] = await Promise.all([
    import('../client/connect.js'),
    import('../client/settings.js'),
  ]);
  const { client, close } = await connectToTemporal(settings().temporal);
  try {
    return await work(client);
  } finally {
    await close();
  }
}
