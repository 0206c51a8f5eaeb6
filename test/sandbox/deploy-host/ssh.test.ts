import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeployHost } from '../../../sandbox/deploy-host/deploy-host.js';
import { newKeyPair } from '../../../sandbox/deploy-host/ssh-files.js';
import { until } from '../../support/a-sandbox.js';
import { isAlive } from '../processes/started.js';
import { aDeployHost, aFolderWithSpaces, hasSsh, ssh } from './a-deploy-host.js';

let place: ReturnType<typeof aFolderWithSpaces>;
let host: DeployHost;
beforeAll(async () => {
  place = aFolderWithSpaces();
  host = await aDeployHost({ folder: place.folder });
});
afterAll(async () => {
  await host.close();
  place.remove();
});

const lastCommand = () => host.commands().at(-1);

describe.skipIf(!hasSsh)("the deployment host, by the system's ssh", () => {
  it('runs a command in a shell and passes output, error output and exit status on', async () => {
    const { exit, out, err } = await ssh(host, 'echo "to be $((1 + 1))"; echo trouble >&2; exit 7').ended;
    expect({ exit, out }).toEqual({ exit: 7, out: 'to be 2\n' });
    expect(err).toContain('trouble');
    expect(lastCommand()).toMatchObject({ command: expect.stringContaining('exit 7'), exitCode: 7 });
  });

  it('has the folder that the runbook names', async () => {
    const { exit, out } = await ssh(host, `cd '/opt/applylens' && pwd && ls /opt/applylens`).ended;
    expect({ exit, out }).toMatchObject({ exit: 0, out: expect.stringContaining(host.root) });
  });

  it('streams what a program prints while it still runs, and reads what it is sent', async () => {
    const { process: client, said, ended } = ssh(host, 'echo ready; read answer; echo "got $answer"');
    await until(
      () => said.out,
      (out) => out === 'ready\n',
    );
    expect(lastCommand()?.endedAt).toBeUndefined();
    client.stdin.end('yes\n');
    expect((await ended).out).toBe('ready\ngot yes\n');
  });

  it('loses nothing of a long output', async () => {
    const { out } = await ssh(host, 'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo "line $i of many"; done').ended;
    expect(out.endsWith('line 20000 of many\n')).toBe(true);
    expect(out.split('\n')).toHaveLength(20_001);
  });

  it('tells the program and its children to stop when the client is gone', async () => {
    const { process: client, said, ended } = ssh(host, 'sleep 1000 & echo $! $$; wait');
    const pids = await until(
      () => said.out.trim().split(' ').map(Number),
      ([child, shell]) => Boolean(child && shell),
    );
    client.kill('SIGKILL');
    await ended;
    await until(
      () => pids.filter(isAlive),
      (left) => left.length === 0,
    );
    await until(lastCommand, (command) => command?.signal === 'SIGTERM');
  });

  it('shows a program that was killed as a shell and ssh do', async () => {
    expect((await ssh(host, 'sh -c "kill -9 \\$\\$"; exit $?').ended).exit).toBe(137);
    expect((await ssh(host, 'kill -9 $$').ended).exit).toBe(255);
  });

  it('lets nobody in with another key, and nobody by another name', async () => {
    const other = join(place.folder, 'other');
    writeFileSync(other, newKeyPair().private, { mode: 0o600 });
    const config = readFileSync(host.files.config, 'utf8').replace(host.files.key, other);
    const changed = join(place.folder, 'other_config');
    writeFileSync(changed, config);
    const before = host.commands().length;
    const denied = await ssh({ files: { ...host.files, config: changed } }, 'true').ended;
    const stranger = await ssh(host, 'true', ['-l', 'root']).ended;
    for (const { exit, err } of [denied, stranger]) expect({ exit, err }).toMatchObject({ exit: 255 });
    expect(denied.err).toContain('Permission denied (publickey)');
    expect(host.commands()).toHaveLength(before);
  });

  it('is not trusted under another host key', async () => {
    writeFileSync(join(place.folder, 'wrong'), readFileSync(host.files.knownHosts, 'utf8').replace(/AAAA\S+/, keyOf()));
    const { exit, err } = await ssh(host, 'true', ['-o', `UserKnownHostsFile="${join(place.folder, 'wrong')}"`]).ended;
    expect(exit).toBe(255);
    expect(err).toContain('Host key verification failed');
  });

  it('takes no connection while it is made unreachable', async () => {
    host.reachable = false;
    expect((await ssh(host, 'true').ended).exit).toBe(255);
    host.reachable = true;
    expect((await ssh(host, 'true').ended).exit).toBe(0);
  });
});

describe('the deployment host', () => {
  it('hands a signal that a client sends to the program and its children', async () => {
    const client = await connected();
    const ended = new Promise((resolve) => {
      client.exec('echo started; sleep 1000', (_, channel) => {
        channel.on('exit', (exit: number | null, signal?: string) => resolve({ exit, signal }));
        channel.once('data', () => channel.signal('TERM'));
      });
    });
    expect(await ended).toEqual({ exit: null, signal: 'SIGTERM' });
    await until(lastCommand, (command) => command?.signal === 'SIGTERM');
    const closed = once(client, 'close');
    client.end();
    await closed;
  });

  it('keeps its keys from others', () => {
    for (const file of Object.values<string>({ ...host.files })) expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('says clearly that its port is taken', async () => {
    const second = aDeployHost({ folder: join(place.folder, 'second'), port: host.port });
    await expect(second).rejects.toThrow(`127.0.0.1:${host.port}`);
  });
});

async function connected(): Promise<ssh2.Client> {
  const client = new ssh2.Client();
  const ready = once(client, 'ready');
  const privateKey = readFileSync(host.files.key);
  client.connect({ host: '127.0.0.1', port: host.port, username: 'deploy', privateKey });
  await ready;
  return client;
}

const keyOf = (): string => newKeyPair().public.split(' ')[1] ?? '';
