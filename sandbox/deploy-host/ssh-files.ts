// What a person who may log in has on disk: key, known host, and a configuration that leads the host's name here.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';

export interface SshFiles {
  /** For `ssh -F`: it leads deploy@applylens-deploy.internal to this host. */
  readonly config: string;
  /** Private key of the one who may log in, mode 0600. */
  readonly key: string;
  readonly knownHosts: string;
}

export interface KeyPair {
  readonly private: string;
  /** As in known_hosts: algorithm and base64. */
  readonly public: string;
}

const hostName = 'applylens-deploy.internal';
export const userName = 'deploy';

/** About one in three hundred of ssh2's own keys is one that ssh2 cannot read again. */
export function newKeyPair(): KeyPair {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}

export function writeSshFiles(folder: string, port: number, keys: { host: KeyPair; user: KeyPair }): SshFiles {
  const files = { config: 'ssh_config', key: 'id_ed25519', knownHosts: 'known_hosts' } as const;
  const at = (name: keyof typeof files): string => join(folder, files[name]);
  const write = (file: string, text: string): void => writeFileSync(file, text, { mode: 0o600 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  write(at('key'), keys.user.private);
  write(`${at('key')}.pub`, `${keys.user.public}\n`);
  write(at('knownHosts'), `${hostName},[127.0.0.1]:${port} ${keys.host.public}\n`);
  write(at('config'), configOf(port, at('key'), at('knownHosts')));
  return { config: at('config'), key: at('key'), knownHosts: at('knownHosts') };
}

function configOf(port: number, key: string, knownHosts: string): string {
  const settings = [
    'HostName 127.0.0.1',
    `Port ${port}`,
    `User ${userName}`,
    `IdentityFile ${quoted(key)}`,
    'IdentitiesOnly yes',
    'IdentityAgent none',
    `UserKnownHostsFile ${quoted(knownHosts)}`,
    'GlobalKnownHostsFile none',
  ];
  return [`Host ${hostName} 127.0.0.1`, ...settings.map((line) => `  ${line}`), ''].join('\n');
}

// OpenSSH expands % in file names, also within quotes.
const quoted = (path: string): string => `"${path.replaceAll('%', '%%')}"`;
