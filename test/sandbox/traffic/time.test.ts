import { afterEach, describe, expect, it } from 'vitest';

import { createSimulatedTime, SandboxStopped, type StoppableTime } from '../../../sandbox/traffic/time.js';

let time: StoppableTime | undefined;
afterEach(() => time?.stop());

describe('simulated time', () => {
  it('lets an AWS duration last as many times shorter as the scale says', () => {
    time = createSimulatedTime(30);
    expect(time.lasts(300)).toBe(10_000);
  });

  it('resolves when the scaled duration is over', async () => {
    time = createSimulatedTime(1000);
    const before = performance.now();
    await time.pass(30);
    expect(performance.now() - before).toBeGreaterThanOrEqual(28);
  });

  it('rejects every wait when the sandbox stops', async () => {
    time = createSimulatedTime(1);
    const waits = [time.pass(300), time.pass(300, new AbortController().signal)];
    time.stop();
    await expect(waits[0]).rejects.toBeInstanceOf(SandboxStopped);
    await expect(waits[1]).rejects.toBeInstanceOf(SandboxStopped);
    await expect(time.pass(1)).rejects.toBeInstanceOf(SandboxStopped);
  });

  it('rejects one wait with the reason of its own signal', async () => {
    time = createSimulatedTime(1);
    const abort = new AbortController();
    const wait = time.pass(300, abort.signal);
    abort.abort(new Error('target deregistered'));
    await expect(wait).rejects.toThrow('target deregistered');
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a scale of %s', (scale) => {
    expect(() => createSimulatedTime(scale)).toThrow(RangeError);
  });
});
