/** What is asked for, or undefined when `signal` or the time ends the waiting first; what comes later is dropped. */
export function withPatience<T>(asking: Promise<T>, signal: AbortSignal, ms: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve(undefined);
    const timer = setTimeout(giveUp, Math.max(0, ms));
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    const leave = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    };
    asking.then(resolve, reject).finally(leave);
  });
}
