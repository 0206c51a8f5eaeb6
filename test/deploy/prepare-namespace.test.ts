import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCrew } from '../../sandbox/processes/crew.js';
import { startTemporal } from '../../sandbox/processes/temporal-dev-server.js';
import { temporalCli } from '../../scripts/temporal-cli.js';

const run = promisify(execFile);

describe('deploy/temporal/prepare-namespace.sh', () => {
  const folder = mkdtempSync(join(tmpdir(), 'namespace-'));
  const crew = createCrew({ folder, onLine: () => undefined });
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    const { grpc } = await startTemporal(crew, folder);
    symlinkSync(temporalCli(), join(folder, 'temporal'));
    const PATH = [folder, process.env.PATH].join(delimiter);
    env = { ...process.env, PATH, TEMPORAL_ADDRESS: grpc, TEMPORAL_NAMESPACE: 'rollbacks' };
  });
  afterAll(async () => {
    await crew.stop();
    rmSync(folder, { recursive: true });
  });

  it('makes the namespace with the search attributes, and changes nothing the second time', async () => {
    await run('deploy/temporal/prepare-namespace.sh', { env });
    const { stdout } = await run('temporal', ['operator', 'search-attribute', 'list', '--namespace', 'rollbacks'], {
      env,
    });
    expect(stdout.match(/Runback\w+ +Keyword/g)).toHaveLength(7);
    expect((await run('deploy/temporal/prepare-namespace.sh', { env })).stdout).toBe('');
  });

  it('names what is missing', async () => {
    const attempt = run('deploy/temporal/prepare-namespace.sh', { env: { PATH: env.PATH } });
    await expect(attempt).rejects.toThrow('TEMPORAL_ADDRESS: is the address of Temporal, host:port');
  });
});
