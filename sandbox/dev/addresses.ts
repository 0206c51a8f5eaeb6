import type { Announcement } from '../../src/running.js';

/** A line for each address, aligned, in the order of starting. */
export function addressLines(announcements: readonly Announcement[]): string[] {
  const rows = announcements.flatMap(({ name, pid, addresses }) => {
    const listed = Object.entries(addresses).map(([what, address]) => ({ name, what, address }));
    return listed.length ? listed : [{ name, what: 'process', address: `${pid}` }];
  });
  const width = (key: 'name' | 'what') => Math.max(...rows.map((row) => row[key].length));
  return rows.map(
    ({ name, what, address }) => `${name.padEnd(width('name'))}  ${what.padEnd(width('what'))}  ${address}`,
  );
}
