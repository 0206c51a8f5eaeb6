// The processes that run together: each started and waited for, all stopped when one ends or when told.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Announcement, readAnnouncement } from '../../src/running.js';
import { type Child, startChild } from './child.js';
import { until } from './until.js';

export type Program = {
  /** Under which it announces itself in the folder. */
  name: string;
  command: readonly [string, ...string[]];
  env?: NodeJS.ProcessEnv;
  /** Asked again until it answers true; without it the announcement is enough. */
  isHealthy?: (announcement: Announcement) => Promise<boolean>;
  /** For a program that cannot announce itself: writes the announcement once it serves. */
  announceFor?: (pid: number) => Promise<void>;
  /** Stopped after all others have ended. */
  stopsLast?: boolean;
};

type Options = {
  /** Where the programs announce themselves. */
  folder: string;
  onLine: (name: string, line: string) => void;
  readyWithinMs?: number;
};

export type Crew = {
  /** Resolves when the program is ready. Throws when it ends before, or is not ready in time. */
  start(program: Program): Promise<Announcement>;
  /** Whether any process was started at all. */
  readonly hasStarted: () => boolean;
  /** Resolves with a sentence when a program that was ready ends by itself. */
  readonly firstToEnd: Promise<string>;
  /** Within five seconds no started process is alive and none is announced. */
  stop(): Promise<void>;
  /** The same without any grace. */
  kill(): void;
};

const graceMs = { others: 2800, last: 1000 };

export function createCrew({ folder, onLine, readyWithinMs = 60_000 }: Options): Crew {
  const members: { child: Child; stopsLast: boolean }[] = [];
  let stopping = false;
  let tellEnd: (sentence: string) => void = () => undefined;
  const firstToEnd = new Promise<string>((resolve) => {
    tellEnd = resolve;
  });

  const start = async (program: Program): Promise<Announcement> => {
    const { name, command, env = process.env, stopsLast = false } = program;
    if (stopping) throw new Error(`${name} was not started: everything is being stopped.`);
    const child = startChild({ name, command, env, onLine: (line) => onLine(name, line) });
    members.push({ child, stopsLast });
    const announcement = await readiness(child, program, { folder, readyWithinMs });
    void child.ended.then((how) => tellEnd(`${name} (process ${child.pid}) ended by itself: ${how}.`));
    return announcement;
  };

  const stopThose = async (last: boolean, grace: number) => {
    const those = members.filter(({ stopsLast }) => stopsLast === last);
    await Promise.all(those.map(({ child }) => child.stop(grace)));
    await Promise.all(those.map(({ child }) => withdraw(child, folder)));
  };
  const stop = async () => {
    stopping = true;
    await stopThose(false, graceMs.others);
    await stopThose(true, graceMs.last);
  };
  const hasStarted = () => members.length > 0;
  return { start, hasStarted, firstToEnd, stop, kill: () => members.forEach(({ child }) => child.kill()) };
}

async function readiness(
  child: Child,
  { name, announceFor, isHealthy }: Program,
  { folder, readyWithinMs }: { folder: string; readyWithinMs: number },
): Promise<Announcement> {
  let how: string | undefined;
  void child.ended.then((ending) => {
    how = ending;
  });
  return until(`${name} (process ${child.pid}) was not ready`, readyWithinMs, async () => {
    if (how !== undefined) throw new Error(`${name} ended before it was ready: ${how}.`);
    const announcement = readAnnouncement(name, { folder });
    if (child.pid === undefined) return undefined;
    if (announcement?.pid !== child.pid) await announceFor?.(child.pid);
    else if (!isHealthy || (await isHealthy(announcement))) return announcement;
    return undefined;
  });
}

/** A killed process could not take its announcement back. */
async function withdraw({ name, pid }: Child, folder: string) {
  if (pid !== undefined && readAnnouncement(name, { folder })?.pid === pid) {
    await rm(join(folder, `${name}.json`), { force: true });
  }
}
