import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { tellWhenSlow } from '../../src/cli/when-slow.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const sentence = 'Still planning: the worker has not answered yet';

it('tells after five seconds that the worker has not answered yet, and still gives the answer', async () => {
  const err = vi.fn();
  let answer: (plan: string) => void = () => undefined;
  const planned = tellWhenSlow(
    { err },
    sentence,
    new Promise<string>((resolve) => {
      answer = resolve;
    }),
  );
  await vi.advanceTimersByTimeAsync(4_999);
  expect(err).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(err).toHaveBeenCalledExactlyOnceWith(sentence);
  answer('the plan');
  expect(await planned).toBe('the plan');
});

it('says nothing when the answer comes sooner, or a failure does', async () => {
  const err = vi.fn();
  await tellWhenSlow({ err }, sentence, Promise.resolve());
  await expect(tellWhenSlow({ err }, sentence, Promise.reject(new Error('no')))).rejects.toThrow('no');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(err).not.toHaveBeenCalled();
});
