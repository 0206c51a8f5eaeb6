import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplicationDatabase } from '../../../sandbox/database/application-queries.js';
import { aSandbox, type CheckedSandbox, until } from '../../support/a-sandbox.js';
import { controlOf } from '../../support/control-api.js';

let sandbox: CheckedSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox?.stop());

const become = (change: object) => controlOf(sandbox).send('POST', '/database', change);

async function ask(question: string, url = readFileSync(sandbox.database.urlFile, 'utf8').trim()): Promise<unknown[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 15_000, query_timeout: 15_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(question)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

describe("ApplyLens's database", () => {
  it('is a real PostgreSQL 18 that knows its role by its password alone', async () => {
    expect(await ask('select current_user, current_database(), version()')).toMatchObject([
      { current_user: 'applylens', current_database: 'applylens', version: expect.stringMatching(/^PostgreSQL 18\./) },
    ]);
    const wrong = sandbox.urls.database.replace('applylens@', 'applylens:guessed@');
    await expect(ask('select 1', wrong)).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(sandbox.database.urlFile).mode & 0o077).toBe(0);
    expect(sandbox.urls.database).toMatch(/^postgresql:\/\/applylens@127\.0\.0\.1:\d+\/applylens$/);
  });

  it('answers that there are too many connections, refuses them, or keeps one waiting, as it is told', async () => {
    await become({ condition: 'full' });
    await expect(ask('select 1')).rejects.toMatchObject({ code: '53300' });
    await become({ condition: 'down' });
    await expect(ask('select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await become({ condition: 'slow', seconds: 0.2 });
    const begun = performance.now();
    expect(await ask('select 1 as one')).toEqual([{ one: 1 }]);
    expect(performance.now() - begun).toBeGreaterThan(400);
    await become({ condition: 'up' });
    expect(await ask('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('has no connection left for a task that gives none back, and has them again when that task ends', async () => {
    const application = createApplicationDatabase();
    application.on(readFileSync(sandbox.database.urlFile, 'utf8').trim());
    const attempts: string[] = [];
    const onAttempt = (failed: boolean): void => void attempts.push(failed ? 'failed' : 'connected');
    const leaking = application.open({ keeps: () => true, waitSeconds: 0.2, onAttempt });
    const troubles: unknown[] = [];
    for (let asked = 0; asked < 5; asked += 1) troubles.push(await leaking.ask('select 1'));
    expect(troubles).toEqual([undefined, undefined, undefined, undefined, expect.stringMatching(/timeout/)]);
    expect(attempts).toEqual([...Array<string>(4).fill('connected'), 'failed']);

    const open = "select count(*)::int as open from pg_stat_activity where application_name = 'applylens-api'";
    expect(await ask(open)).toEqual([{ open: 4 }]);
    await leaking.close();
    await until(
      () => ask(open),
      ([row]) => (row as { open: number }).open === 0,
    );
    expect(await application.open({}).ask('select 1')).toBeUndefined();
    await application.close();
  });

  it('is refused a condition that it does not know', async () => {
    expect((await become({ condition: 'sideways' })).status).toBe(400);
  });

  it('ends with the process that started it, however that ends', async () => {
    const script = `import { openDatabase } from './sandbox/database/database.ts';
      const database = await openDatabase({ port: 0 });
      await database.begin();
      console.log(database.urlFile);
      setInterval(() => undefined, 1_000);`;
    const owner = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(createInterface({ input: owner.stdout }), 'line');
    const ofOwner = () => serversBelow(owner.pid ?? 0);
    const servers = ofOwner();
    expect(servers).toHaveLength(1);
    owner.kill('SIGKILL');
    await until(
      () => servers.filter(isAlive),
      (alive) => alive.length === 0,
      { within: 5_000 },
    );
  });
});

/** Process ids of the PostgreSQL servers that a process has started. */
function serversBelow(parent: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => [/^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []])
    .map(([, pid, ppid, args = '']) => ({ pid: Number(pid), ppid: Number(ppid), args }));
  const below = (above: number): typeof rows => {
    const children = rows.filter(({ ppid }) => ppid === above);
    return [...children, ...children.flatMap(({ pid }) => below(pid))];
  };
  return below(parent)
    .filter(({ args }) => /postgres -D /.test(args) && !args.startsWith('sh '))
    .map(({ pid }) => pid);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
