// How the release script is reached: here, or over the system's ssh, where every word is quoted for the remote shell.
import type { ReleaseScript } from '../catalogue/entry.js';
import { shellWord } from '../plan/commands.js';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** BatchMode never asks anybody; an unknown host key is refused; a host that falls silent is given up after 15 s. */
const careful = [
  'BatchMode=yes',
  'StrictHostKeyChecking=yes',
  'ConnectTimeout=5',
  'ServerAliveInterval=5',
  'ServerAliveCountMax=3',
];

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** `words` as the host of the script runs them, none of them read by a shell. */
export function onScriptHost({ ssh }: Pick<ReleaseScript, 'ssh'>, words: readonly string[]): Command {
  const [file = '', ...args] = words;
  if (ssh === undefined) return { file, args };
  return { file: 'ssh', args: [...sshOptions(ssh), ssh.destination, words.map(quoted).join(' ')] };
}

const sshOptions = ({ config }: NonNullable<ReleaseScript['ssh']>): string[] => [
  '-T',
  ...(config === undefined ? [] : ['-F', config]),
  ...careful.flatMap((option) => ['-o', option]),
];

/** Runbook › Method 2, steps 1, 2 and 5, for a person to paste. */
export function scriptCommand({ ssh, folder }: ReleaseScript, argv: readonly string[]): string {
  const there = `cd ${shellWord(folder)} && ${argv.map(shellWord).join(' ')}`;
  if (ssh === undefined) return `(${there})`;
  const config = ssh.config === undefined ? [] : ['-F', shellWord(ssh.config)];
  return ['ssh', ...config, ssh.destination, shellWord(there)].join(' ');
}

/** "deploy@applylens-deploy.internal", or where the worker runs. */
export const hostOf = ({ ssh }: Pick<ReleaseScript, 'ssh'>): string => ssh?.destination ?? "the worker's host";
