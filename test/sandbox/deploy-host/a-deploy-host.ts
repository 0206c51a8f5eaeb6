import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DeployHost, type DeployHostSettings, startDeployHost } from '../../../sandbox/deploy-host/deploy-host.js';
import { allOnPath } from '../../../scripts/set-up/programs.js';

export const hasSsh = allOnPath('ssh').length > 0;

export function aFolderWithSpaces() {
  const parent = mkdtempSync(join(tmpdir(), 'deploy-host-'));
  return { folder: join(parent, "the deploy host's"), remove: () => rmSync(parent, { recursive: true, force: true }) };
}

/** With the releases of the scenario; whose production is nowhere unless given. */
export function aDeployHost(settings: Pick<DeployHostSettings, 'folder'> & Partial<DeployHostSettings>) {
  return startDeployHost({
    port: 0,
    awsUrl: 'http://127.0.0.1:1',
    timeScale: 1000,
    tags: ['prod-v1.2.1-20251001-999fff', 'prod-v1.2.2-20251016-def456', 'prod-v1.2.3-20251016-bad000'],
    newerTags: ['prod-v1.2.3-20251017-abc123'],
    ...settings,
  });
}

/** The system's ssh, unmodified: `-F` names the file that the sandbox writes, the rest is what a careful caller says. */
export function ssh({ files }: Pick<DeployHost, 'files'>, command: string, options: readonly string[] = []) {
  const careful = ['-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes', '-o', 'ConnectTimeout=5'];
  const args = ['-F', files.config, ...careful, ...options, 'deploy@applylens-deploy.internal', command];
  const started = spawn('ssh', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  started.stdout.on('data', (text: Buffer) => (said.out += text.toString()));
  started.stderr.on('data', (text: Buffer) => (said.err += text.toString()));
  const ended = new Promise<{ exit: number | null; out: string; err: string }>((resolve) =>
    started.on('close', (exit) => resolve({ exit, ...said })),
  );
  return { process: started, said, ended };
}
