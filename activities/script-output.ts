// The output of the release script as it comes: the newest lines for whoever looks at the status, the last ones for the report.
import { cutToCharacters } from '../src/bytes.js';
import { between, inWords } from '../src/runbook/durations.js';
import { oneLine } from '../src/runbook/wording.js';

/** What a heartbeat tells of a script that runs. */
interface ScriptProgress {
  readonly at: string;
  readonly sentence: string;
  readonly lines: readonly string[];
}

export interface ScriptOutput {
  readonly line: (line: string) => void;
  /** What hinders reading, until the next line comes. */
  readonly trouble: (why: string) => void;
  /** A new connection tells everything from the beginning. */
  readonly beginAgain: () => void;
  /** These are its last lines, whatever was read of them before. */
  readonly endsWith: (lines: readonly string[]) => void;
  readonly told: () => { readonly lines: readonly string[]; readonly linesInAll: number };
  readonly close: () => void;
}

const linesKept = 200;
const lineKept = 300;
const linesShown = 5;
const beatEvery = 3_000;
const gatherMs = 100;

/** Beats soon after a line has come, and in between. */
export function scriptOutput(host: string, beat: (progress: ScriptProgress) => void): ScriptOutput {
  const startedAt = now();
  const kept = { lines: [] as string[], inAll: 0 };
  let hinders: string | undefined;
  let soon: NodeJS.Timeout | undefined;
  const tell = () => {
    clearTimeout(soon);
    soon = undefined;
    beat(progressOf(host, startedAt, kept.lines, hinders));
  };
  const beating = setInterval(tell, beatEvery);
  return {
    line: (line) => {
      keep(kept, line);
      hinders = undefined;
      soon ??= setTimeout(tell, gatherMs);
    },
    trouble: (why) => {
      hinders = why;
      tell();
    },
    beginAgain: () => Object.assign(kept, { lines: [], inAll: 0 }),
    endsWith: (last) => {
      const inAll = Math.max(kept.inAll, last.length);
      Object.assign(kept, { lines: [], inAll: 0 });
      for (const line of last) keep(kept, line);
      kept.inAll = inAll;
    },
    told: () => ({ lines: [...kept.lines], linesInAll: kept.inAll }),
    close: () => {
      clearInterval(beating);
      clearTimeout(soon);
    },
  };
}

function keep(kept: { lines: string[]; inAll: number }, line: string): void {
  kept.lines.push(cutToCharacters(line, lineKept));
  if (kept.lines.length > linesKept) kept.lines.shift();
  kept.inAll += 1;
}

function progressOf(host: string, startedAt: string, lines: readonly string[], hinders?: string): ScriptProgress {
  const at = now();
  const last = hinders ?? lines.findLast((line) => line.trim() !== '') ?? 'no output yet';
  const sentence = `Release script on ${host}, for ${inWords(between(startedAt, at))}: ${oneLine(last, 200)}`;
  return { at, sentence, lines: lines.slice(-linesShown) };
}

const now = (): string => new Date().toISOString();
