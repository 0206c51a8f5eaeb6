import { describe, expect, it } from 'vitest';
import { hasSsh } from '../sandbox/deploy-host/a-deploy-host.js';
import { until } from '../support/a-sandbox.js';
import { scriptHostOfThisFile } from './a-script-host.js';

const { host, be, starts, run, running, nothingIsLeft } = scriptHostOfThisFile();

describe.skipIf(!hasSsh)('the release script, whose host is lost', () => {
  it('outlives a lost connection, is not started again, and says what hinders meanwhile', async () => {
    be('hangs');
    const before = starts();
    const worker = run({ key: 'lost' });
    await running(worker, 'Validating');
    host().reachable = false;
    host().disconnect();
    await until(
      () => worker.beats.at(-1)?.sentence ?? '',
      (sentence) => sentence.includes('connecting again'),
    );
    host().reachable = true;
    await until(
      () => worker.beats.at(-1)?.sentence ?? '',
      (sentence) => sentence.includes('Validating'),
    );
    worker.cancel('cancelRequested');
    expect(await worker.ended).toMatchObject({ end: 'stopped', isOver: true });
    expect(starts() - before).toBe(1);
    await nothingIsLeft();
  });

  it('says since when its host is lost and that it may still run, and is found running afterwards', async () => {
    be('hangs');
    const before = starts();
    const first = run({ key: 'lost-for-long', lostAfterMs: 1_500 });
    await running(first, 'Validating');
    host().reachable = false;
    host().disconnect();
    const mayRun = /is not reached since \d\d:\d\d UTC, the script may still run there/;
    const told = await first.ended;
    host().reachable = true;
    expect(told).toMatchObject({ end: 'not reached', isOver: false, why: expect.stringMatching(mayRun) });
    expect(Date.now() - Date.parse(told.lostSince ?? '')).toBeGreaterThan(1_000);
    expect(first.beats.some(({ sentence }) => mayRun.test(sentence))).toBe(true);
    const second = run({ key: 'lost-for-long', lostAfterMs: 1_500 });
    await running(second, 'Validating');
    expect(await run({ key: 'lost-for-long', ends: true }).ended).toMatchObject({ end: 'stopped', isOver: true });
    await second.ended;
    expect(starts() - before).toBe(1);
    await nothingIsLeft();
  });

  it('says that it may still run when its host is not reached to stop it', { timeout: 40_000 }, async () => {
    be('hangs');
    const worker = run({ key: 'out-of-reach' });
    await running(worker, 'Validating');
    host().reachable = false;
    host().disconnect();
    worker.cancel('cancelRequested');
    expect(await worker.ended).toMatchObject({
      end: 'stopped',
      isOver: false,
      why: expect.stringContaining('may still run'),
    });
    host().reachable = true;
  });
});
