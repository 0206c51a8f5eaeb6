// A real SSH server on 127.0.0.1: one key may log in, and each command that it asks for runs in a real shell.
import { timingSafeEqual } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import ssh2 from 'ssh2';

import { listenLocally } from '../traffic/listen-locally.js';
import type { Commands } from './commands.js';
import { type KeyPair, userName } from './ssh-files.js';

export interface SshServer {
  readonly port: number;
  disconnect(): void;
  close(): Promise<void>;
}

interface Needs {
  readonly port: number;
  readonly hostKey: KeyPair;
  /** Who may log in. */
  readonly userKey: KeyPair;
  readonly commands: Commands;
  /** Asked for each connection; one that is not taken is closed at once. */
  readonly isReachable: () => boolean;
}

/** @throws Error when the port is taken; 0 asks for a free one */
export async function startSshServer({ port, hostKey, userKey, commands, isReachable }: Needs): Promise<SshServer> {
  const protocol = new ssh2.Server({ hostKeys: [hostKey.private] }, (connection) => {
    connection.on('authentication', (attempt) => decide(attempt, userKey));
    connection.on('session', (accept) => serveSession(accept(), commands));
    connection.on('error', () => undefined);
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (!isReachable()) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    protocol.injectSocket(socket);
  });
  const listening = await listenLocally(server, port);
  const disconnect = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: listening,
    disconnect,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      disconnect();
      await closed;
    },
  };
}

/** The first question of a client is without a signature: whether the key would do. */
function decide(attempt: ssh2.AuthContext, userKey: KeyPair): void {
  const allowed = ssh2.utils.parseKey(userKey.public);
  if (attempt.method !== 'publickey' || attempt.username !== userName || allowed instanceof Error) {
    attempt.reject(['publickey']);
    return;
  }
  const { key, blob, signature, hashAlgo } = attempt;
  const isKnown = key.algo === allowed.type && isSame(key.data, allowed.getPublicSSH());
  const isSigned = !signature || (blob !== undefined && allowed.verify(blob, signature, hashAlgo) === true);
  if (isKnown && isSigned) attempt.accept();
  else attempt.reject(['publickey']);
}

const isSame = (one: Buffer, other: Buffer): boolean => one.length === other.length && timingSafeEqual(one, other);

function serveSession(session: ssh2.Session, commands: Commands): void {
  let signalled: (name: NodeJS.Signals) => void = () => undefined;
  session.on('signal', (accept, _reject, { name }) => {
    (accept as typeof accept | undefined)?.();
    signalled(`SIG${name}` as NodeJS.Signals);
  });
  session.on('exec', (accept, _reject, { command }) => {
    signalled = serveCommand(accept(), commands, command);
  });
}

function serveCommand(channel: ssh2.ServerChannel, commands: Commands, command: string) {
  const { streams, ended, signal } = commands.run(command);
  channel.on('error', () => undefined);
  // OpenSSH's sshd lets a program without a terminal live on; here an abandoned one is told to stop.
  channel.on('close', () => signal('SIGTERM'));
  channel.pipe(streams.stdin);
  streams.stdout.pipe(channel, { end: false });
  streams.stderr.pipe(channel.stderr, { end: false });
  void ended.then(({ exitCode, signal: by }) => {
    if (channel.destroyed) return;
    if (by === undefined) channel.exit(exitCode ?? 255);
    else channel.exit(by.replace('SIG', ''), false, '');
    channel.end();
  });
  return signal;
}
