// What schema-runner answers in a task: marked lines among everything else that a container logs, in pieces that no log driver cuts. Pure.

export interface TaskLines {
  /** Whole messages in their order, up to the first piece that is not there (yet). */
  readonly messages: readonly string[];
  /** Whether a piece is missing that a later one shows to have been there. */
  readonly hasGap: boolean;
  /** The last line that is none of ours; absent where there is none. */
  readonly lastOther?: string;
}

interface Piece {
  readonly number: number;
  readonly isLast: boolean;
  readonly content: string;
}

/** @param lines of the log, several in one event too. A message that begins with z is base64 of zlib: see `inflated`. */
export function taskLines(key: string, lines: readonly string[]): TaskLines {
  const pieces = new Map<number, Piece>();
  let lastOther: string | undefined;
  for (const line of lines.flatMap((each) => each.split(/\r?\n/))) {
    const piece = pieceIn(key, line);
    if (piece !== undefined) pieces.set(piece.number, piece);
    else if (line.trim() !== '') lastOther = line.trim();
  }
  const messages: string[] = [];
  let message = '';
  let next = 0;
  for (let piece = pieces.get(next); piece !== undefined; piece = pieces.get(++next)) {
    message += piece.content;
    if (piece.isLast) messages.push(message);
    if (piece.isLast) message = '';
  }
  return { messages, hasGap: next < pieces.size, ...(lastOther === undefined ? {} : { lastOther }) };
}

function pieceIn(key: string, line: string): Piece | undefined {
  const [, of, number, end, content = ''] = /^runback (\S+) (\d+) ([.+]) (.*)$/.exec(line) ?? [];
  return of === key ? { number: Number(number), isLast: end === '.', content } : undefined;
}
