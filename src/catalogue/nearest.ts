const distance = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let line = 1; line <= one.length; line += 1) {
    const above = row;
    row = [line];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (one[line - 1] === other[column - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[column] ?? 0) + 1, (row[column - 1] ?? 0) + 1));
    }
  }
  return row[other.length] ?? 0;
};

/** The known name that `name` was most likely meant to be, when one is near enough. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const asked = name.slice(0, 200).toLowerCase();
  const [best] = known
    .map((each) => ({ each, away: distance(asked, each.toLowerCase()) }))
    .filter(({ each, away }) => away <= Math.max(1, Math.floor(Math.max(asked.length, each.length) / 3)))
    .sort((one, other) => one.away - other.away || one.each.localeCompare(other.each));
  return best?.each;
}
