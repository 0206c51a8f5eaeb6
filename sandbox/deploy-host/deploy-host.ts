// The organisation's deployment host: reached by SSH, with a shell, a repository and the release script that the runbook names.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { type CommandRecord, type Commands, createCommands } from './commands.js';
import type { Files } from './git-objects.js';
import { mapPath } from './map-path.js';
import {
  findPython,
  killScripts,
  type ScriptRun,
  scriptEnvironment,
  scriptFiles,
  scriptRuns,
  type Variant,
} from './release-script.js';
import { makeRepository } from './repository.js';
import { newKeyPair, type SshFiles, userName, writeSshFiles } from './ssh-files.js';
import { startSshServer } from './ssh-server.js';

export interface DeployHost {
  /** `ssh://deploy@127.0.0.1:PORT`; a destination that `ssh` takes as it is. */
  readonly url: string;
  readonly port: number;
  readonly files: SshFiles;
  /** Where `/opt/applylens` of the host really lies: the working copy. */
  readonly root: string;
  /** The bare repository that the working copy fetches from. */
  readonly origin: string;
  /** How the release script behaves from its next start on. */
  variant: Variant;
  /** Whether it takes connections. */
  reachable: boolean;
  /** Breaks off the connections that there are. */
  disconnect(): void;
  /** Every start of the release script, oldest first. */
  runs(): readonly ScriptRun[];
  /** Every command that was asked for by ssh, oldest first. */
  commands(): readonly CommandRecord[];
  /** Kills what still runs there and removes its folder. */
  close(): Promise<void>;
}

export interface DeployHostSettings {
  /** Its own: what was there is removed, now and when it closes. */
  readonly folder: string;
  /** 0 asks for a free one. */
  readonly port: number;
  readonly awsUrl: string;
  readonly timeScale: number;
  /** How the release script behaves at first; it works unless said. */
  readonly variant?: Variant;
  /** Tags of the releases that the working copy has. */
  readonly tags: readonly string[];
  /** Tags that only the origin has, until somebody fetches. */
  readonly newerTags: readonly string[];
  /** Release tag → what its commit holds beside the file VERSION; nothing unless given. */
  readonly sources?: Readonly<Record<string, Files>>;
}

const namedByRunbook = '/opt/applylens';

/** @throws Error when the port is taken, or git or Python fail; nothing is left then */
export async function startDeployHost(settings: DeployHostSettings): Promise<DeployHost> {
  const { folder, port } = settings;
  const places = placesIn(folder);
  const chosen = { variant: settings.variant ?? 'works', reachable: true };
  const commands = commandsOn(places, settings, () => chosen.variant);
  const keys = { host: newKeyPair(), user: newKeyPair() };
  const isReachable = (): boolean => chosen.reachable;
  const ssh = await startSshServer({ port, hostKey: keys.host, userKey: keys.user, commands, isReachable });
  const close = async (): Promise<void> => {
    await commands.stop();
    killScripts(places.runs);
    await ssh.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await furnish(folder, places, settings);
  } catch (reason) {
    await close();
    throw reason;
  }
  const runs = (): readonly ScriptRun[] => scriptRuns(places.runs, commands.list());
  return Object.assign(chosen, {
    url: `ssh://${userName}@127.0.0.1:${ssh.port}`,
    port: ssh.port,
    files: writeSshFiles(folder, ssh.port, keys),
    root: places.root,
    origin: places.origin,
    runs,
    commands: () => commands.list(),
    disconnect: () => ssh.disconnect(),
    close,
  });
}

type Places = ReturnType<typeof placesIn>;

function placesIn(folder: string) {
  const host = join(folder, 'host');
  return {
    root: join(host, namedByRunbook),
    home: join(host, 'home', userName),
    programs: join(host, 'bin'),
    origin: join(host, 'srv/git/ApplyLens.git'),
    runs: join(host, 'runs.jsonl'),
  };
}

function commandsOn(places: Places, { awsUrl, timeScale }: DeployHostSettings, variant: () => Variant): Commands {
  const environment = {
    PATH: `${places.programs}:${process.env.PATH ?? ''}`,
    HOME: places.home,
    USER: userName,
    LANG: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
  };
  return createCommands({
    folder: places.home,
    mapped: (command) => mapPath(command, namedByRunbook, places.root),
    environmentOf: (id) => ({
      ...environment,
      ...scriptEnvironment(variant(), awsUrl, timeScale),
      SANDBOX_RUNS: places.runs,
      SANDBOX_SESSION: `${id}`,
    }),
  });
}

async function furnish(
  folder: string,
  places: Places,
  { tags, newerTags, sources = {} }: DeployHostSettings,
): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  for (const each of [places.home, places.programs]) mkdirSync(each, { recursive: true, mode: 0o700 });
  for (const name of ['python', 'python3']) symlinkSync(findPython(), join(places.programs, name));
  const { origin, root: workingCopy } = places;
  await makeRepository({ origin, workingCopy, tags, newerTags, sources, files: scriptFiles() });
}
