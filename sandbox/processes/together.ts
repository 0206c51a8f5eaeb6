import { runningFolder } from '../../src/running.js';
import { type Crew, createCrew } from './crew.js';

/** Writes `server   | line`; a terminal that has gone away is no reason to fail. */
function writePrefixed(name: string, line: string): void {
  process.stdout.write(`${name.padEnd(8)} | ${line}\n`);
}

/**
 * Runs what `start` starts until Ctrl-C, SIGTERM or SIGHUP (exit status 0), or until one of the processes ends or cannot
 * start (the cause is printed, 1). Either way everything has been stopped; a second signal stops without grace.
 */
export async function runTogether(start: (crew: Crew) => Promise<void>, folder = runningFolder()): Promise<number> {
  const crew = createCrew({ folder, onLine: writePrefixed });
  process.stdout.on('error', () => undefined);
  const told = firstSignal(() => crew.kill());
  const failed = start(crew).then(
    () => crew.firstToEnd,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const cause = await Promise.race([told, failed]);
  process.stdout.write(cause === undefined ? 'Stopping …\n' : '');
  await crew.stop();
  const left = crew.hasStarted() ? 'Everything was stopped.' : 'Nothing was started.';
  if (cause !== undefined) process.stderr.write(`${cause}\n${left}\n`);
  return cause === undefined ? 0 : 1;
}

function firstSignal(onFurther: () => void): Promise<undefined> {
  return new Promise((resolve) => {
    let signals = 0;
    const count = () => {
      signals += 1;
      if (signals > 1) onFurther();
      else resolve(undefined);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, count);
  });
}
