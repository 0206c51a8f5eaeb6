// The organisation's deployment host: reached by SSH, with a shell and the folder that the runbook names.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { type CommandRecord, createCommands } from './commands.js';
import { mapPath } from './map-path.js';
import { newKeyPair, type SshFiles, userName, writeSshFiles } from './ssh-files.js';
import { startSshServer } from './ssh-server.js';

export interface DeployHost {
  /** `ssh://deploy@127.0.0.1:PORT`; a destination that `ssh` takes as it is. */
  readonly url: string;
  readonly port: number;
  readonly files: SshFiles;
  /** Where `/opt/applylens` of the host really lies. */
  readonly root: string;
  commands(): readonly CommandRecord[];
  /** Whether it takes connections. */
  setReachable(reachable: boolean): void;
  /** Kills what still runs there and removes its folder. */
  close(): Promise<void>;
}

export interface DeployHostSettings {
  /** Its own: what was there is removed, now and when it closes. */
  readonly folder: string;
  /** 0 asks for a free one. */
  readonly port: number;
}

const namedByRunbook = '/opt/applylens';

/** @throws Error when the port is taken */
export async function startDeployHost({ folder, port }: DeployHostSettings): Promise<DeployHost> {
  const root = join(folder, 'host', namedByRunbook);
  const home = join(folder, 'host/home', userName);
  const commands = createCommands({
    folder: home,
    mapped: (command) => mapPath(command, namedByRunbook, root),
    environmentOf: () => ({ PATH: process.env.PATH ?? '', HOME: home, USER: userName, LANG: 'C.UTF-8' }),
  });
  const keys = { host: newKeyPair(), user: newKeyPair() };
  const ssh = await startSshServer({ port, hostKey: keys.host, userKey: keys.user, commands });
  rmSync(folder, { recursive: true, force: true });
  for (const each of [root, home]) mkdirSync(each, { recursive: true, mode: 0o700 });
  return {
    url: `ssh://${userName}@127.0.0.1:${ssh.port}`,
    port: ssh.port,
    files: writeSshFiles(folder, ssh.port, keys),
    root,
    commands: () => commands.list(),
    setReachable(reachable) {
      ssh.reachable = reachable;
    },
    async close() {
      await commands.stop();
      await ssh.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
