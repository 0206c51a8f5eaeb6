// What CloudWatch Logs keeps: groups of streams of lines. A stream is written by one container.

export interface LogEvent {
  readonly id: string;
  /** Milliseconds since the epoch, when it was printed. */
  readonly timestamp: number;
  readonly message: string;
}

export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  /** Oldest first. */
  readonly events: LogEvent[];
}

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
  readonly streams: Map<string, LogStream>;
}

export type Print = (line: string, at?: number) => void;

export interface LogGroups {
  readonly groups: ReadonlyMap<string, LogGroup>;
  /** Does nothing where there is one already. */
  create(name: string): void;
  /** Opens the stream; undefined where there is no such group. */
  open(group: string, stream: string): Print | undefined;
}

const keptEvents = 2_000;
const keptStreams = 200;
const longestMessage = 256 * 1024;

export function createLogGroups(now: () => number): LogGroups {
  const groups = new Map<string, LogGroup>();
  let written = 0;
  return {
    groups,
    create(name) {
      if (!groups.has(name)) groups.set(name, { name, createdAt: now(), streams: new Map() });
    },
    open(groupName, name) {
      const group = groups.get(groupName);
      if (group === undefined) return undefined;
      const stream = streamOf(group, name, now());
      return (line, at = now()) => {
        written += 1;
        stream.events.push({ id: String(written).padStart(56, '3'), timestamp: at, message: messageOf(line) });
        if (stream.events.length > keptEvents) stream.events.shift();
      };
    },
  };
}

// An event has at least one character.
const messageOf = (line: string): string => line.slice(0, longestMessage) || ' ';

function streamOf({ streams }: LogGroup, name: string, createdAt: number): LogStream {
  const stream = streams.get(name) ?? { name, createdAt, events: [] };
  streams.set(name, stream);
  const [oldest] = streams.keys();
  if (streams.size > keptStreams && oldest !== undefined) streams.delete(oldest);
  return stream;
}
