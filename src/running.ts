import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export type Announcement = {
  name: string;
  pid: number;
  /** ISO 8601. */
  startedAt: string;
  /** What to call it by → `http://127.0.0.1:…` or `127.0.0.1:…`. */
  addresses: Record<string, string>;
};

type Place = { folder?: string };
type Own = Place & { pid?: number };

/** The folder of announcements: RUNBACK_HOME, else `.runback` below the current directory. */
export function runningFolder(): string {
  return resolve(process.env.RUNBACK_HOME ?? '.runback');
}

/** The live process that is announced under this name, when it is another one than this. */
export function otherAnnounced(
  name: string,
  { folder = runningFolder(), pid = process.pid }: Own = {},
): number | undefined {
  const other = readAnnouncement(name, { folder })?.pid;
  return other === undefined || other === pid || !isAlive(other) ? undefined : other;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Says in `<folder>/<name>.json` that this process runs and where it listens; in `<folder>/<name>-<pid>.json` beside another
 * that runs under that name already, which others go on finding. The file appears whole or not at all.
 * Call the returned function when the process stops; it removes the file, unless another process has announced itself since.
 */
export async function announce(
  wanted: string,
  addresses: Record<string, string>,
  { folder = runningFolder(), pid = process.pid }: Own = {},
): Promise<() => Promise<void>> {
  const name = otherAnnounced(wanted, { folder, pid }) === undefined ? wanted : `${wanted}-${pid}`;
  const file = join(folder, `${name}.json`);
  const draft = `${file}.${process.pid}`;
  const announcement: Announcement = { name, pid, startedAt: new Date().toISOString(), addresses };
  mkdirSync(folder, { recursive: true });
  writeFileSync(draft, `${JSON.stringify(announcement, null, 2)}\n`);
  renameSync(draft, file);
  return async () => {
    if (readAnnouncement(name, { folder })?.pid === pid) await rm(file, { force: true });
  };
}

/** The announcement of a process, or undefined when it has none or the file is not an announcement. */
export function readAnnouncement(name: string, { folder = runningFolder() }: Place = {}): Announcement | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    return isAnnouncement(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** Resolves with the first SIGINT or SIGTERM; a second signal while stopping changes nothing. */
export function untilTold(): Promise<NodeJS.Signals> {
  return new Promise((told) => {
    process.on('SIGINT', told);
    process.on('SIGTERM', told);
  });
}

/** Waits for SIGINT or SIGTERM, runs `stop` once and exits: 0, or 1 with the reason on stderr when `stop` fails. */
export async function stopWhenTold(stop: () => Promise<void>): Promise<never> {
  await untilTold();
  try {
    await stop();
  } catch (reason) {
    process.stderr.write(`Stopping failed: ${reason instanceof Error ? reason.message : String(reason)}\n`);
    process.exit(1);
  }
  process.exit(0);
}

function isAnnouncement(read: unknown): read is Announcement {
  if (typeof read !== 'object' || read === null) return false;
  const { name, pid, startedAt, addresses } = read as Partial<Record<keyof Announcement, unknown>>;
  if (typeof name !== 'string' || typeof startedAt !== 'string' || !Number.isInteger(pid)) return false;
  return typeof addresses === 'object' && addresses !== null && !Array.isArray(addresses);
}
