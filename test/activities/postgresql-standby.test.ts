import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { selectOne } from '../../activities/postgresql.js';
import { postgresPrograms } from '../../sandbox/database/postgres-programs.js';
import { judgeBackingServices } from '../../src/runbook/health-checks.js';
import { until } from '../support/a-sandbox.js';

const within = { withinMs: 2_000, signal: new AbortController().signal };

it('does not take a standby for a database that is well, though it answers SELECT 1', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'standby-'));
  const data = join(folder, 'data');
  const programs = await postgresPrograms(folder);
  const [initdb, ...args] = programs.command('initdb', ['-D', data, '-U', 'postgres', '--auth', 'trust', '--no-sync']);
  execFileSync(initdb, args, { ...programs.as, stdio: 'ignore' });
  writeFileSync(join(data, 'standby.signal'), '');
  const [postgres, ...options] = programs.command('postgres', ['-D', data, '-h', '', '-k', folder]);
  const server = spawn(postgres, options, { ...programs.as, stdio: 'ignore' });
  const ended = once(server, 'exit');
  const url = join(folder, 'url');
  writeFileSync(url, `postgresql:///postgres?host=${folder}&user=postgres`);
  try {
    const ask = () => selectOne({ url: `file:${url}`, host: 'db.applylens.io' }, within).catch(() => undefined);
    const answer = await until(ask, (seen) => seen?.selectOne === 'answered');
    expect(answer).toMatchObject({ inRecovery: true });
    const [check] = judgeBackingServices({ ...(answer && { database: { state: 'known', value: answer } }) });
    expect(check).toMatchObject({ verdict: 'failed', evidence: expect.stringContaining('takes no writes') });
  } finally {
    server.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true });
  }
});
