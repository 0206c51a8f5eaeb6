import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { temporalNotReached } from '../src/client/temporal-trouble.js';

const firstPauseMs = 250;
const longestPauseMs = 2_000;

interface Patience {
  readonly withinMs?: number;
  /** Told once, when the first attempt has failed. */
  readonly onFirstFailure?: (sentence: string) => void;
}

/** Temporal may start after its workers: tried for `withinMs`. Throws `temporal not reached` when it does not answer until then. */
export async function connectWithPatience(
  options: NativeConnectionOptions & { readonly address: string },
  { withinMs = 30_000, onFirstFailure = () => undefined }: Patience = {},
): Promise<NativeConnection> {
  const { address } = options;
  const until = Date.now() + withinMs;
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    try {
      return await NativeConnection.connect(options);
    } catch (error) {
      if (Date.now() + pause > until) throw temporalNotReached(`Connecting to ${address}`, reasonOf(error));
      if (pause === firstPauseMs) onFirstFailure(`Temporal at ${address} is not reached yet, trying on`);
      await sleep(pause);
    }
  }
}

/** The core's error is a nested debug text; what the operating system said is in the middle of it. */
function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
  return /message: "([^"]+)"/.exec(line)?.[1]?.toLowerCase() ?? line.replace(/\.$/, '').slice(0, 200);
}
