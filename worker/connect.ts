import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { sentenceOf } from '../src/failures.js';

const firstPauseMs = 250;
const longestPauseMs = 2_000;

/** Temporal may start after its workers: tried for `withinMs`. Throws a sentence when it does not answer until then. */
export async function connectWithPatience(
  options: NativeConnectionOptions & { readonly address: string },
  withinMs = 30_000,
): Promise<NativeConnection> {
  const until = Date.now() + withinMs;
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    try {
      return await NativeConnection.connect(options);
    } catch (error) {
      if (Date.now() + pause > until) throw notReached(options.address, error);
      await sleep(pause);
    }
  }
}

const notReached = (address: string, error: unknown): Error =>
  new Error(
    sentenceOf({
      attempted: `Connecting to Temporal at ${address}`,
      cameBack: (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.replace(/\.$/, '') ?? '',
      next: 'Start it (npm run dev starts one), or set TEMPORAL_ADDRESS',
    }),
  );
