import { execFile } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../sandbox/processes/ports.js';
import { readTokens, tokensOf } from '../../src/server/tokens.js';
import { enterEmptyPlace } from './a-place.js';
import { type Ran, runback } from './a-terminal.js';

let place: ReturnType<typeof enterEmptyPlace>;
beforeAll(async () => {
  place = enterEmptyPlace({ TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}` });
});
afterAll(() => place.leave());

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const asProcess = (...args: readonly string[]): Promise<Ran> =>
  new Promise((done) => {
    const child = execFile(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), program, ...args],
      (_, out, err) => done({ exit: child.exitCode ?? -1, out, err }),
    );
  });

describe('a command line that is wrong', () => {
  it.each([
    ['an unknown command', ['rollbakc'], 'rollbakc'],
    ['an unknown option', ['status', 'api', '--colour'], "unknown option '--colour'"],
    ['no service', ['status'], "missing required argument 'service'"],
    ['an abort without a reason', ['abort', 'api'], '--reason'],
    ['no environment', ['status', 'api'], 'Which environment? Add --env'],
    ['a role that does not exist', ['token', 'ann', '--role', 'king'], 'king'],
    ['a check without a catalogue', ['check'], 'There is no runback.yaml here'],
  ])('exits 2 for %s', async (_, args, words) => {
    const { exit, err } = await runback(args);
    expect(exit).toBe(2);
    expect(err).toContain(words);
  });

  it('exits 2 and names line and expectation when the catalogue is malformed', async () => {
    process.env.RUNBACK_CATALOGUE = join(place.folder, 'broken.yaml');
    writeFileSync(process.env.RUNBACK_CATALOGUE, 'services: [}\n');
    const { exit, err } = await runback(['status', 'api', '--env', 'prod']);
    delete process.env.RUNBACK_CATALOGUE;
    expect(exit).toBe(2);
    expect(err).toMatch(/broken\.yaml:1:/);
  });

  it('exits 2 when the port of Temporal is none', async () => {
    const before = process.env.TEMPORAL_ADDRESS;
    process.env.TEMPORAL_ADDRESS = 'http://localhost';
    const { exit, err } = await runback(['status', 'api', '--env', 'prod']);
    process.env.TEMPORAL_ADDRESS = before;
    expect(exit).toBe(2);
    expect(err).toContain('TEMPORAL_ADDRESS: expected host:port');
  });
});

describe('without Temporal', () => {
  it('exits 4 within seconds, says what to do, and prints no stack', async () => {
    const begun = performance.now();
    const { exit, out, err } = await asProcess('status', 'api', '--env', 'prod');
    expect(exit).toBe(4);
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect(err).toContain('Temporal was not reached');
    expect(err).toContain('TEMPORAL_ADDRESS');
    expect(`${out}${err}`).not.toMatch(/\n\s+at /);
  });

  it('says the same in JSON', async () => {
    const { exit, out } = await runback(['status', 'api', '--env', 'prod', '--json']);
    expect(exit).toBe(4);
    expect(JSON.parse(out)).toMatchObject({ error: { kind: 'temporal not reached' } });
  });
});

describe('help', () => {
  it('is a command too, of all and of one', async () => {
    expect((await runback(['help'])).out).toContain('5 no worker polls');
    expect(await runback(['help', 'plan'])).toMatchObject({
      exit: 0,
      out: expect.stringContaining('--target-version'),
    });
  });

  it('names every command and the exit statuses', async () => {
    const { exit, out } = await runback(['--help']);
    expect(exit).toBe(0);
    for (const verb of [
      'start',
      'plan',
      'status',
      'confirm',
      'approve',
      'reject',
      'decide',
      'note',
      'pause',
      'resume',
      'abort',
    ]) {
      expect(out).toContain(verb);
    }
    expect(out).toContain('5 no worker polls');
  });
});

describe('a reader that stops early', () => {
  it('ends the command without a stack', async () => {
    const command = `'${process.execPath}' --import '${import.meta.resolve('tsx')}' '${program}' --help | true`;
    const err = await new Promise<string>((done) => {
      execFile('bash', ['-c', command], (_, __, printed) => done(printed));
    });
    expect(err).toBe('');
  });
});

describe('runback token', () => {
  it('shows the token once and keeps only its hash, readable by its owner alone', async () => {
    const { exit, out } = await runback(['token', 'olga', '--role', 'operator', 'approver']);
    const file = join(place.folder, '.runback/tokens.yaml');
    expect(exit).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain(out);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(tokensOf(await readTokens(file))(out)).toMatchObject({
      name: 'olga',
      grants: [{ roles: ['operator', 'approver'] }],
    });
  });
});
