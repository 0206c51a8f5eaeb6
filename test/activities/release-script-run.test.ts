import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Variant } from '../../sandbox/deploy-host/release-script.js';
import { hasSsh } from '../sandbox/deploy-host/a-deploy-host.js';
import { until } from '../support/a-sandbox.js';
import { scriptHostOfThisFile } from './a-script-host.js';

const { host, be, starts, run, running, nothingIsLeft } = scriptHostOfThisFile();

describe.skipIf(!hasSsh)('the release script, run over ssh', () => {
  it('ends with its own exit status and its last words, all of which are kept on its host', async () => {
    const { ended } = run({ key: 'works' });
    const { file, ...told } = await ended;
    expect(told).toMatchObject({ end: 'exited', exitCode: 0, isOver: true, linesInAll: 6 });
    expect(told.lines.at(-1)).toBe('✅ Rollback complete!');
    expect(file).toBe('deploy@applylens-deploy.internal:~/.runback/scripts/works/output');
    const kept = join(host().root, '../../home/deploy/.runback/scripts/works/output');
    expect(readFileSync(kept, 'utf8').trim().split('\n')).toEqual(told.lines);
  });

  it.each<[Variant, number, RegExp]>([
    ['fails', 1, /ExpiredTokenException/],
    ['rejects-flags', 2, /unrecognized arguments: --from-commit def456/],
    ['lies', 0, /Rollback complete/],
    ['dies-half-way', 137, /Creating rollback deployment/],
  ])('that %s ends with exit %d', async (variant, exitCode, said) => {
    be(variant);
    const told = await run({ key: variant }).ended;
    expect(told).toMatchObject({ end: 'exited', exitCode, isOver: true });
    expect(told.lines.join('\n')).toMatch(said);
  });

  it('shows each line within a second', async () => {
    const worker = run({
      key: 'lines',
      argv: ['python', '-c', 'import time; print("one %d" % (time.time() * 1000)); time.sleep(3)'],
    });
    await running(worker, 'one ');
    const beat = worker.beats.find(({ lines }) => lines.some((line) => line.startsWith('one')));
    const printed = Number(/one (\d+)/.exec(beat?.lines.join() ?? '')?.[1]);
    expect(Date.parse(beat?.at ?? '') - printed).toBeLessThan(1_000);
    await worker.ended;
  });

  it('keeps the last 200 of many lines, and says how many there were', async () => {
    const argv = ['sh', '-c', 'i=0; while [ $i -lt 5000 ]; do i=$((i+1)); echo "line $i"; done; exit 3'];
    const { lines, linesInAll, exitCode } = await run({ key: 'many', argv }).ended;
    expect({ first: lines[0], last: lines.at(-1), linesInAll, exitCode }).toEqual({
      first: 'line 4801',
      last: 'line 5000',
      linesInAll: 5000,
      exitCode: 3,
    });
  });

  it('is not started again by whoever asks again under its key', async () => {
    const before = starts();
    const [one, other] = await Promise.all([run({ key: 'once' }).ended, run({ key: 'once' }).ended]);
    const late = await run({ key: 'once', attempt: 2 }).ended;
    expect([one, other, late].map(({ exitCode, linesInAll }) => ({ exitCode, linesInAll }))).toEqual(
      Array(3).fill({ exitCode: 0, linesInAll: 6 }),
    );
    expect(starts() - before).toBe(1);
  });

  it('goes on when its worker stops, and is found by the next one', async () => {
    be('hangs');
    const before = starts();
    const first = run({ key: 'handed-on' });
    await running(first, 'Validating');
    first.cancel('workerShutdown');
    await expect(first.ended).rejects.toMatchObject({ type: 'NotYet' });
    const second = run({ key: 'handed-on', attempt: 2 });
    await running(second, 'Validating');
    second.cancel('cancelRequested');
    expect(await second.ended).toMatchObject({
      end: 'stopped',
      isOver: true,
      lines: expect.arrayContaining(['✅ Validating rollback target...']),
    });
    expect(starts() - before).toBe(1);
    await nothingIsLeft();
  });

  it('is stopped at the end of its budget', async () => {
    be('hangs');
    const told = await run({ key: 'budget', withinMs: 2_000 }).ended;
    expect(told).toMatchObject({ end: 'out of time', isOver: true, why: 'it was stopped' });
    await nothingIsLeft();
  });

  it('is killed, its children too, when it does not listen to SIGTERM', { timeout: 30_000 }, async () => {
    const argv = ['sh', '-c', "trap '' TERM; (trap '' TERM; while :; do sleep 1; done) & echo child $!; wait"];
    const worker = run({ key: 'deaf', argv });
    await running(worker, 'child');
    worker.cancel('notFound');
    const { lines, ...told } = await worker.ended;
    expect(told).toMatchObject({ end: 'stopped', isOver: true });
    const child = Number(/child (\d+)/.exec(lines.join())?.[1]);
    await until(
      () => existsSync(`/proc/${child}`) && !readFileSync(`/proc/${child}/stat`, 'utf8').includes(' Z '),
      (isThere) => !isThere,
    );
  });

  it('is not started any more after it was stopped before it began', async () => {
    const before = starts();
    const unreachable = { ssh: { destination: 'deploy@nowhere.invalid' } };
    const first = run({ key: 'never', script: unreachable });
    first.cancel('workerShutdown');
    await expect(first.ended).rejects.toMatchObject({ type: 'NotYet' });
    const second = run({ key: 'never' });
    second.cancel('cancelRequested');
    const { end } = await second.ended;
    expect(['never begun', 'stopped']).toContain(end);
    const late = await run({ key: 'never' }).ended;
    expect(late.exitCode).not.toBe(0);
    expect(starts() - before).toBeLessThanOrEqual(1);
  });
});
