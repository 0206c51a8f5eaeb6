import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { announce, readAnnouncement, runningFolder } from '../src/running.js';

describe('announcements of running processes', () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'announced-')), 'deeper');
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

  it('tells others who runs and where, until it is withdrawn', async () => {
    const withdraw = await announce('server', { http: 'http://127.0.0.1:8080' }, { folder });
    expect(readAnnouncement('server', { folder })).toMatchObject({
      name: 'server',
      pid: process.pid,
      addresses: { http: 'http://127.0.0.1:8080' },
    });
    expect(readdirSync(folder)).toEqual(['server.json']);
    await withdraw();
    expect(readAnnouncement('server', { folder })).toBeUndefined();
  });

  it('stand beside the one of a live process of that name, and leave it alone', async () => {
    const first = await announce('server', { http: 'http://127.0.0.1:8080' }, { folder, pid: process.ppid });
    const second = await announce('server', { http: 'http://127.0.0.1:8081' }, { folder });
    expect(readAnnouncement('server', { folder })?.addresses.http).toBe('http://127.0.0.1:8080');
    expect(readAnnouncement(`server-${process.pid}`, { folder })?.addresses.http).toBe('http://127.0.0.1:8081');
    await second();
    expect(readdirSync(folder)).toEqual(['server.json']);
    await first();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('take the place of a process that is gone, which does not take theirs back', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const former = await announce('worker', {}, { folder, pid });
    await announce('worker', {}, { folder });
    await former();
    expect(readAnnouncement('worker', { folder })?.pid).toBe(process.pid);
  });

  it.each(['', 'null', '[]', '{"name":"server"}', '{"name":"s","pid":"1","startedAt":"now","addresses":{}}'])(
    'does not take %j for an announcement',
    async (text) => {
      const withdraw = await announce('other', {}, { folder });
      await withdraw();
      writeFileSync(join(folder, 'server.json'), text);
      expect(readAnnouncement('server', { folder })).toBeUndefined();
    },
  );

  it('is kept in RUNBACK_HOME when that is set', () => {
    const before = process.env.RUNBACK_HOME;
    process.env.RUNBACK_HOME = folder;
    expect(runningFolder()).toBe(folder);
    if (before === undefined) delete process.env.RUNBACK_HOME;
    else process.env.RUNBACK_HOME = before;
  });
});
