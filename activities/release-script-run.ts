// Starts the release script once and follows it to its end, over as many connections and workers as that takes.
import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { ReleaseScript } from '../src/catalogue/entry.js';
import { failure } from '../src/failures.js';
import { hostOf } from '../src/release-script/command.js';
import { followWords, type HostWord, readHostWord, runsFolder, stopWords } from '../src/release-script/on-host.js';
import { clock } from '../src/runbook/wording.js';
import type { Activities } from './activities.js';
import { attemptNumber } from './attempt.js';
import type { ScriptRun } from './release-script-activities.js';
import { askScriptHost } from './script-host.js';
import { type ScriptOutput, scriptOutput } from './script-output.js';

type Run = Parameters<Activities['runReleaseScript']>[0];

interface Following extends Run {
  readonly script: ReleaseScript;
  readonly output: ScriptOutput;
}

const connectsAgainAfter = 1_000;
const termPatience = 5_000;
const stopsWithin = 15_000;

/** One who takes over finds on the host what became of the script; it is never started twice under one key. */
export const runReleaseScript: Activities['runReleaseScript'] = async (run) => {
  const context = Context.current();
  const { script } = run.entry;
  if (script === undefined) throw new Error('the release script was to be run, and the catalogue has none');
  const output = scriptOutput(hostOf(script), (progress) => context.heartbeat(progress));
  try {
    const following = { ...run, script, output };
    return await (run.ends === true ? stop(following, 'stopped', timeLeft(run)) : follow(following));
  } finally {
    output.close();
  }
};

const timeLeft = ({ deadline }: Run): number => Math.max(1, Date.parse(deadline) - Date.now());

async function follow(following: Following): Promise<ScriptRun> {
  const signal = AbortSignal.any([Context.current().cancellationSignal, AbortSignal.timeout(timeLeft(following))]);
  const { lostAfterMs = Number.POSITIVE_INFINITY, lostSince } = following;
  let reachedAt = lostSince === undefined ? Date.now() : Date.parse(lostSince);
  let tellsAt = Date.now() + lostAfterMs;
  for (;;) {
    const { last, wasReached, trouble } = await connect(following, signal);
    if (wasReached) {
      reachedAt = Date.now();
      tellsAt = reachedAt + lostAfterMs;
    }
    const ended = last === undefined ? undefined : endOf(following, last);
    if (ended !== undefined) return ended;
    if (signal.aborted) return interrupted(following);
    if (Date.now() > tellsAt) return lost(following, reachedAt, trouble);
    following.output.trouble(`${lostInWords(following, reachedAt)} (${trouble}); connecting again`);
    await sleep(connectsAgainAfter, undefined, { signal }).catch(() => undefined);
  }
}

const lostInWords = ({ script }: Following, reachedAt: number): string =>
  `${hostOf(script)} is not reached since ${clock(new Date(reachedAt).toISOString())}, the script may still run there`;

const lost = (following: Following, reachedAt: number, trouble: string): ScriptRun => ({
  ...told(following, 'not reached', `${lostInWords(following, reachedAt)}: ${trouble}`, false),
  lostSince: new Date(reachedAt).toISOString(),
});

interface Connection {
  readonly last: HostWord | undefined;
  readonly wasReached: boolean;
  readonly trouble: string;
}

/** Every connection tells the output from its first line on. */
async function connect({ script, key, argv, output }: Following, signal: AbortSignal): Promise<Connection> {
  // Another worker's own host cannot be asked, so what an earlier attempt began there is not begun again here.
  const may = script.ssh === undefined && attemptNumber() > 1 ? 'join' : 'start';
  let last: HostWord | undefined;
  output.beginAgain();
  const { said } = await askScriptHost(script, {
    words: followWords(key, { may, folder: script.folder, argv }),
    signal,
    onLine: output.line,
    onSaid: (line) => {
      last = readHostWord(line) ?? last;
    },
  });
  const trouble = said.findLast((line) => readHostWord(line) === undefined) ?? 'the connection was lost';
  return { last, wasReached: last !== undefined, trouble };
}

function endOf(following: Following, word: HostWord): ScriptRun | undefined {
  switch (word.state) {
    case 'running':
      return undefined;
    case 'exited':
      return { ...told(following, 'exited', `exit ${word.code}`, true), exitCode: word.code };
    case 'vanished':
      return told(following, 'vanished', 'it is gone without an exit status: killed, or its host was restarted', true);
    case 'never begun':
      return told(following, 'never begun', 'it was never begun', true);
    case 'not here':
      return told(following, 'unclear', 'it was begun, if at all, on the host of another worker', false);
    case 'unclear':
      return told(following, 'unclear', 'it was to be begun, and does not say whether it was', false);
  }
}

const told = ({ script, key, output }: Following, end: ScriptRun['end'], why: string, isOver: boolean): ScriptRun => ({
  end,
  why,
  isOver,
  ...output.told(),
  file: `${hostOf(script)}:~/${runsFolder}/${key}/output`,
});

/** The workflow wants it to end, nobody waits for it any more, or its time is over: ended. All else: somebody else goes on. */
async function interrupted(following: Following): Promise<ScriptRun> {
  const { cancellationDetails: details, cancellationSignal } = Context.current();
  if (!cancellationSignal.aborted) return stop(following, 'out of time');
  if (details?.cancelRequested === true || details?.notFound === true) return stop(following, 'stopped');
  if (details?.workerShutdown !== true)
    throw new CancelledFailure('The activity was paused, reset, or taken over by another worker');
  throw failure('NotYet', {
    attempted: 'Following the release script',
    cameBack: 'this worker stops',
    next: 'Another worker goes on',
  });
}

async function stop(following: Following, end: 'stopped' | 'out of time', withinMs = stopsWithin): Promise<ScriptRun> {
  const { script, key, output } = following;
  const within = AbortSignal.timeout(withinMs);
  while (!within.aborted) {
    let last: HostWord | undefined;
    const lines: string[] = [];
    await askScriptHost(script, {
      words: stopWords(key, termPatience),
      signal: within,
      onLine: (line) => lines.push(line),
      onSaid: (line) => {
        last = readHostWord(line) ?? last;
      },
    });
    if (last !== undefined) {
      output.endsWith(lines);
      return stopped(following, last, end);
    }
    await sleep(connectsAgainAfter, undefined, { signal: within }).catch(() => undefined);
  }
  return told(following, end, `${hostOf(script)} was not reached to stop it: it may still run there`, false);
}

function stopped(following: Following, last: HostWord, end: 'stopped' | 'out of time'): ScriptRun {
  if (last.state === 'never begun') return told(following, 'never begun', 'it was never begun', true);
  if (last.state === 'exited' && last.code < 128) {
    return { ...told(following, 'exited', `exit ${last.code}`, true), exitCode: last.code };
  }
  const isOver = last.state !== 'unclear';
  return told(following, end, isOver ? 'it was stopped' : 'it does not end, or does not say so', isOver);
}
