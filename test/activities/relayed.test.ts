import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkRelayed, relayKeys, signed } from '../../activities/relayed.js';
import { staleness } from '../../src/relayed.js';
import { newRelayKey } from '../../src/server/relay-key.js';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runback-relay-'));
  file = join(folder, 'relay-key');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const workflowId = 'rollback/prod/api';
const said = { by: 'ann', comment: 'go', messageId: 'm-1' };
const sign = async () => {
  const [key = ''] = await relayKeys(`file:${file}`);
  return signed(key, { workflowId, verb: 'approve', roles: ['approver'] }, said);
};
const check = (message: object, more: { workflowId?: string; verb?: 'approve' | 'reject' } = {}) =>
  checkRelayed({ relayKey: `file:${file}` })({ workflowId, verb: 'approve', message, ...more });

describe('the signature of a relayed message', () => {
  it('is right for the message as it was signed, in whatever order its fields come', async () => {
    await newRelayKey(file);
    const message = await sign();
    expect(await check(message)).toEqual({ signature: 'right' });
    expect(await check(Object.fromEntries(Object.entries(message).reverse()))).toEqual({ signature: 'right' });
  });

  it('is wrong as soon as anything is another', async () => {
    const message = await sign();
    const { relayed } = message;
    const changed = [
      { ...message, by: 'eve' },
      { ...message, comment: 'stop' },
      { ...message, messageId: 'm-2' },
      { ...message, breakGlass: 'x' },
      { ...message, relayed: { ...relayed, roles: ['admin'] } },
      { ...message, relayed: { ...relayed, issuedAt: '2030-01-01T00:00:00Z' } },
      { ...message, relayed: { ...relayed, signature: `${relayed.signature.slice(0, -2)}00` } },
      { ...message, relayed: { ...relayed, signature: '' } },
    ];
    for (const each of changed) expect(await check(each)).toEqual({ signature: 'wrong' });
    expect(await check(message, { verb: 'reject' })).toEqual({ signature: 'wrong' });
    expect(await check(message, { workflowId: 'rollback/prod/web' })).toEqual({ signature: 'wrong' });
  });

  it('outlives one change of the key, and not a second one', async () => {
    const message = await sign();
    await newRelayKey(file);
    expect(await check(message)).toEqual({ signature: 'right' });
    await newRelayKey(file);
    expect(await check(message)).toEqual({ signature: 'wrong' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  it('cannot be checked without a key, or with one that anybody could guess', async () => {
    const message = await sign();
    expect(await checkRelayed({})({ workflowId, verb: 'approve', message })).toMatchObject({
      signature: 'not checked',
    });
    await writeFile(file, 'short\n');
    const checked = await check(message);
    expect(checked).toMatchObject({ signature: 'not checked', why: expect.stringContaining('at least 32 characters') });
    expect(JSON.stringify(checked)).not.toContain('short');
  });

  it('holds for ten minutes from when it was made', () => {
    const at = (issuedAt: string) =>
      staleness({ roles: [], issuedAt, signature: '' }, Date.parse('2026-11-23T03:20:00Z'));
    expect(at('2026-11-23T03:10:01Z')).toBeUndefined();
    expect(at('2026-11-23T03:09:59Z')).toMatch(/more than 10 minutes ago/);
    expect(at('2026-11-23T03:25:00Z')).toMatch(/yet to come/);
  });
});
