import type { Readable } from 'node:stream';

const longestLine = 4_000;

/** Calls with each line as soon as it is whole, the last one too; a line without an end is cut into pieces. */
export async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  stream.setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of stream) {
      const lines = `${rest}${chunk as string}`.split(/\r?\n|\r/);
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line.slice(0, longestLine));
      if (rest.length < longestLine) continue;
      onLine(rest.slice(0, longestLine));
      rest = rest.slice(longestLine);
    }
  } catch {
    // Whoever reads is told by the end of the process that it was broken off.
  }
  if (rest !== '') onLine(rest);
}
