/** `runback:manual=<who>/<until>`: somebody acts by hand. Without a time that has passed it holds. `now`: milliseconds. */
export function stillHolds(tag: string, now: number): boolean {
  const until = Date.parse(tag.slice(tag.lastIndexOf('/') + 1));
  return Number.isNaN(until) || until > now;
}
