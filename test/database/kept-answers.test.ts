import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerOnce } from '../../activities/database/kept-answers.js';

let place: string;
const before = process.env.RUNBACK_HOME;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'runback-kept-'));
  process.env.RUNBACK_HOME = place;
  mkdirSync(packages(), { recursive: true });
});
afterEach(() => {
  if (before === undefined) delete process.env.RUNBACK_HOME;
  else process.env.RUNBACK_HOME = before;
  rmSync(place, { recursive: true, force: true });
});

const packages = () => join(place, 'venv/lib/python3.11/site-packages');
const answers = () => join(place, 'repositories/answers');
let asked = 0;
const ask = async () => ({ heads: [`answer ${++asked}`] });
const question = (more: object = {}) => ({
  commit: 'a'.repeat(40),
  folder: 'services/api',
  python: join(place, 'venv/bin/python'),
  environment: {},
  request: { command: 'heads' },
  ...more,
});

describe('what is said of a commit', () => {
  it('is asked once', async () => {
    const first = await answerOnce(question(), ask);
    expect(await answerOnce(question(), ask)).toEqual(first);
  });

  it.each([
    ['another commit', { commit: 'b'.repeat(40) }],
    ['another folder', { folder: 'services/web' }],
    ['another question', { request: { command: 'steps', current: ['a'], target: ['b'] } }],
    ['another interpreter', { python: '/usr/bin/python3' }],
    ['another variable of its environment', { environment: { SECRET_KEY: 'none' } }],
  ])('does not stand for %s', async (_, other) => {
    const first = await answerOnce(question(), ask);
    expect(await answerOnce(question(other), ask)).not.toEqual(first);
  });

  it('is asked again when another Alembic was installed', async () => {
    const first = await answerOnce(question(), ask);
    utimesSync(packages(), new Date(), new Date(Date.now() + 60_000));
    expect(await answerOnce(question(), ask)).not.toEqual(first);
  });

  it('is asked again when it failed, and when what was kept cannot be read', async () => {
    await expect(answerOnce(question(), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const first = await answerOnce(question(), ask);
    const [file = ''] = readdirSync(answers());
    writeFileSync(join(answers(), file), '{"answer":{"hea');
    const second = await answerOnce(question(), ask);
    expect(second).not.toEqual(first);
    expect(await answerOnce(question(), ask)).toEqual(second);
  });

  it('is told all the same where nothing can be kept', async () => {
    writeFileSync(join(place, 'repositories'), 'no folder');
    expect(await answerOnce(question(), ask)).toEqual({ heads: [expect.stringMatching(/^answer/)] });
  });

  it('is forgotten after a month', async () => {
    await answerOnce(question(), ask);
    const [old = ''] = readdirSync(answers());
    utimesSync(join(answers(), old), new Date(), new Date(Date.now() - 31 * 86_400_000));
    await answerOnce(question({ commit: 'c'.repeat(40) }), ask);
    expect(readdirSync(answers())).not.toContain(old);
    expect(readdirSync(answers())).toHaveLength(1);
  });
});
