// What a run tells of itself stays below 256 KB (design §9): the middle of the timeline goes first, then long texts and lists.
import { bytesOf, cutToCharacters } from './bytes.js';
import type { TimelineEntry, Times } from './rollback.js';

/** A report, or the answer to the status query. */
interface Told {
  readonly times: Times;
  readonly timeline: readonly TimelineEntry[];
  /** An undo reads it: cut, its names would be other names. */
  readonly canaryFormer?: object;
}

interface Cut {
  readonly characters: number;
  readonly entries: number;
}

/** Bytes of its JSON. */
export const mostBytes = 256 * 1_024;
export const mostTimelineEntries = 500;
/** Rather than keep fewer lines than these, texts are cut. */
const fewestTimelineEntries = 50;
const bytesForMarks = 400;

const nothing: Cut = { characters: Number.POSITIVE_INFINITY, entries: Number.POSITIVE_INFINITY };
/** The last one always fits: some 400 texts of at most six bytes a character. */
const smallest: Cut = { characters: 80, entries: 10 };
const cuts: readonly Cut[] = [
  nothing,
  { characters: 1_000, entries: 200 },
  { characters: 400, entries: 100 },
  { characters: 150, entries: 30 },
];

/** The same with what did not fit left out, and a line of the timeline that says so. */
export function withinBounds<T extends Told>(told: T): T {
  for (const cut of cuts) {
    const { fitted, kept, room } = fit(told, cut);
    if (room >= 0 && kept >= Math.min(told.timeline.length, fewestTimelineEntries)) return fitted;
  }
  return fit(told, smallest).fitted;
}

function fit<T extends Told>(told: T, cut: Cut): { fitted: T; kept: number; room: number } {
  const { timeline, ...cutDown } = shortened(told, cut);
  const { canaryFormer } = told;
  const rest = canaryFormer === undefined ? cutDown : { ...cutDown, canaryFormer };
  const lines = told.timeline.map((line) => shortened(line, cut));
  const room = mostBytes - bytesOfJson({ ...rest, timeline: [] }) - bytesForMarks;
  const { first, newest } = endsThatFit(lines, room, cut === nothing ? mostTimelineEntries : mostTimelineEntries - 1);
  const at = newest[0]?.at ?? timeline[0]?.at ?? told.times.acceptedAt;
  const left = lines.length - first.length - newest.length;
  const fitted = {
    ...told,
    ...rest,
    timeline: [
      ...first,
      ...(left === 0 ? [] : [{ at, text: `… ${left} lines were left out here …` }]),
      ...newest,
      ...(cut === nothing ? [] : [{ at: newest.at(-1)?.at ?? at, text: whatWasCut(cut) }]),
    ],
  };
  return { fitted, kept: first.length + newest.length, room };
}

const whatWasCut = ({ characters, entries }: Cut): string =>
  `to stay below 256 KB, texts were cut to ${characters} characters and lists to ${entries} entries`;

/** As many of the first and of the newest lines as have room, with one line less where some are left out. */
function endsThatFit(
  lines: readonly TimelineEntry[],
  room: number,
  most: number,
): { first: readonly TimelineEntry[]; newest: readonly TimelineEntry[] } {
  const atMost = lines.length <= most ? lines.length : most - 1;
  let left = room;
  let first = 0;
  let newest = 0;
  while (first + newest < atMost) {
    const line = newest <= first ? lines[lines.length - 1 - newest] : lines[first];
    left -= bytesOfJson(line) + 1;
    if (left < 0) break;
    if (newest <= first) newest += 1;
    else first += 1;
  }
  return { first: lines.slice(0, first), newest: lines.slice(lines.length - newest) };
}

function shortened<T>(value: T, cut: Cut): T {
  if (typeof value === 'string') return cutToCharacters(value, cut.characters) as T;
  if (Array.isArray(value)) return withoutMiddle(value, cut.entries).map((each: unknown) => shortened(each, cut)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shortened(each, cut)])) as T;
}

const withoutMiddle = (list: readonly unknown[], most: number): readonly unknown[] =>
  list.length <= most ? list : [...list.slice(0, most / 2), ...list.slice(list.length - most / 2)];

const bytesOfJson = (value: unknown): number => bytesOf(JSON.stringify(value));
