import { Context } from '@temporalio/activity';

export interface Heartbeat {
  /** Aborted when the activity is cancelled, or its worker stops. */
  readonly signal: AbortSignal;
  /** What is shown of it from now on. */
  readonly tell: (says: string) => void;
}

const every = 2_000;
const longest = 300;

/** Beats with what was said last, however long a statement takes. */
export async function whileBeating<T>(begins: string, work: (heartbeat: Heartbeat) => Promise<T>): Promise<T> {
  const context = Context.current();
  let says = begins;
  const beat = setInterval(() => context.heartbeat({ says }), every);
  try {
    return await work({
      signal: context.cancellationSignal,
      tell(line) {
        says = line.slice(0, longest);
        context.heartbeat({ says });
      },
    });
  } finally {
    clearInterval(beat);
  }
}
