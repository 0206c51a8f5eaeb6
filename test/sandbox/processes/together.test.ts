import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Announcement } from '../../../src/running.js';
import { aFolder, announcedIn, isAlive, listens, start } from './started.js';

const script = 'test/fixtures/processes/together.ts';
const withinFiveSeconds = { timeout: 5_000, interval: 20 };

describe('processes that run together', () => {
  let place: ReturnType<typeof aFolder>;
  let running: ReturnType<typeof start> | undefined;
  beforeEach(() => {
    place = aFolder();
  });
  afterEach(async () => {
    if (running && isAlive(running.pid)) {
      process.kill(running.pid, 'SIGTERM');
      await running.ended;
    }
    place.remove();
  });

  const startAndWait = async (...programs: string[]) => {
    running = start(place.folder, script, programs);
    await vi.waitFor(() => expect(running?.output()).toContain('all ready'), { timeout: 30_000 });
    return { ...running, announced: announcedIn(place.folder) };
  };

  it.each([
    ['SIGINT', 'its own process only', (pid: number) => pid],
    ['SIGINT', 'its process group, as a terminal does', (pid: number) => -pid],
    ['SIGTERM', 'its own process only', (pid: number) => pid],
  ] as const)('leaves nothing five seconds after %s to %s', async (signal, _, target) => {
    const { pid, ended, announced } = await startAndWait('one=obedient', 'two=obedient');
    expect(announced.map(({ name }) => name)).toEqual(['one', 'two']);
    process.kill(target(pid), signal);
    await vi.waitFor(() => expectNothingLeft(announced), withinFiveSeconds);
    expect(await ended).toBe(0);
  });

  it('kills a program that ignores the signal, and the children of all', async () => {
    const { pid, ended, announced } = await startAndWait('one=obedient', 'two=stubborn');
    process.kill(pid, 'SIGINT');
    await vi.waitFor(() => expectNothingLeft(announced), withinFiveSeconds);
    expect(await ended).toBe(0);
  });

  it('stops everything and says why when one program ends by itself', async () => {
    const { ended, announced, output } = await startAndWait('one=obedient', 'two=obedient');
    await fetch(`${announced[1]?.addresses.http}/die`).catch(() => undefined);
    expect(await ended).toBe(1);
    expect(output()).toMatch(/two \(process \d+\) ended by itself: exit status 3\./);
    await vi.waitFor(() => expectNothingLeft(announced), withinFiveSeconds);
  });

  it('stops everything and says why when one program cannot start', async () => {
    running = start(place.folder, script, ['one=obedient', 'two=stillborn']);
    expect(await running.ended).toBe(1);
    expect(running.output()).toContain('two ended before it was ready: exit status 7.');
    expect(running.output()).toContain('Everything was stopped.');
    expect(announcedIn(place.folder)).toEqual([]);
  });

  it('runs a real Temporal from a file, announces it once it can be used, and stops it last', async () => {
    const { pid, ended, announced, output } = await startAndWait('temporal', 'one=obedient');
    const temporal = announced.find(({ name }) => name === 'temporal');
    expect((await fetch(`${temporal?.addresses.ui}`)).ok).toBe(true);
    expect(output()).toContain('one      | one listens');
    process.kill(pid, 'SIGINT');
    await vi.waitFor(() => expectNothingLeft(announced), withinFiveSeconds);
    expect(await ended).toBe(0);
  });

  const expectNothingLeft = async (announced: readonly Announcement[]) => {
    const pids = announced.flatMap(({ pid, addresses }) => [
      pid,
      ...(addresses.child ? [Number(addresses.child)] : []),
    ]);
    expect(pids.filter(isAlive)).toEqual([]);
    const ports = announced.flatMap(({ addresses }) => Object.values(addresses)).flatMap((address) => portOf(address));
    expect(await Promise.all(ports.map(listens))).not.toContain(true);
    expect(announcedIn(place.folder)).toEqual([]);
  };
});

function portOf(address: string): number[] {
  const port = /:(\d+)$/.exec(address)?.[1];
  return port ? [Number(port)] : [];
}
