const aDay = 24 * 3_600_000;
const atLeast = 60_000;

/** Milliseconds for which a notice is still tried: a day from its writing, however long those before it took; a minute at least. */
export const leftToTell = (writtenAt: string, now: number): number =>
  Math.max(atLeast, Date.parse(writtenAt) + aDay - now);
