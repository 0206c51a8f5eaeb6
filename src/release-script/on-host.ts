// Small shell programs that the host of the release script runs. Whatever happened to a run of the script is known there, by a folder
// that bears the run's key: who comes second, after a lost connection or a killed worker, finds the script running or its end.
// None of them contains a single quote, so that each is one quoted word.

/** Below the home of the one who may log in; nobody else may read it. */
export const runsFolder = '.runback/scripts';

const preamble = `umask 077
key=$1
dir=$HOME/${runsFolder}/$key
shift
say() { echo "runback: $*" >&2; }
alive() {
  kill -0 "$pid" 2>/dev/null || return 1
  [ -r "/proc/$pid/cmdline" ] || return 0
  grep -q "$key" "/proc/$pid/cmdline"
}`;

/** In a session of its own, so that no lost connection ends it. Making \`begun\` is what only one of many can do. */
const supervise = `dir=$HOME/${runsFolder}/$1
folder=$2
shift 2
mkdir "$dir/begun" 2>/dev/null || exit 0
trap : TERM INT HUP
: >> "$dir/output"
echo $$ > "$dir/pid.new" && mv "$dir/pid.new" "$dir/pid"
PYTHONUNBUFFERED=1
export PYTHONUNBUFFERED
cd "$folder" >> "$dir/output" 2>&1 && "$@" >> "$dir/output" 2>&1
echo $? > "$dir/exit.new" && mv "$dir/exit.new" "$dir/exit"`;

/** Runs that ended, or whose process is gone, more than a week ago; nothing but folders directly below ours. */
const forgetOld = `forget_old() (
  for old in "$HOME/${runsFolder}"/*/; do
    old=\${old%/}
    [ -L "$old" ] && continue
    [ -n "$(find "$old" -prune -type d -mtime +6)" ] || continue
    key=\${old##*/}
    pid=$(cat "$old/pid")
    [ -n "$pid" ] && alive && continue
    rm -rf "$old"
  done
)`;

const follow = `${preamble}
${forgetOld}
may=$1
folder=$2
supervise=$3
shift 3
mkdir -p "$dir" || exit 73
if [ ! -d "$dir/begun" ]; then
  [ "$may" = start ] || { say not here; exit 74; }
  if command -v setsid >/dev/null 2>&1; then
    setsid sh -c "$supervise" runback "$key" "$folder" "$@" </dev/null >/dev/null 2>&1 &
  else
    perl -MPOSIX -e "POSIX::setsid(); exec @ARGV" sh -c "$supervise" runback "$key" "$folder" "$@" </dev/null >/dev/null 2>&1 &
  fi
  forget_old >/dev/null 2>&1
fi
tries=0
while [ ! -s "$dir/pid" ]; do
  [ -s "$dir/exit" ] && { say never begun; exit 74; }
  tries=$((tries + 1))
  [ "$tries" -gt 50 ] && { say unclear; exit 74; }
  sleep 0.1
done
pid=$(cat "$dir/pid")
say running
at=0
while :; do
  over=
  if [ -s "$dir/exit" ]; then over=exited
  elif ! alive; then sleep 0.3; over=vanished; [ -s "$dir/exit" ] && over=exited
  fi
  size=$(($(wc -c < "$dir/output")))
  if [ "$size" -gt "$at" ]; then
    tail -c "+$((at + 1))" "$dir/output" | head -c "$((size - at))"
    at=$size
  fi
  [ -n "$over" ] && break
  sleep 0.2
done
[ "$over" = vanished ] && { say vanished; exit 74; }
code=$(cat "$dir/exit")
say exited "$code"
exit "$code"`;

const stop = `${preamble}
mkdir -p "$dir" || exit 73
mkdir "$dir/begun" 2>/dev/null && { echo 125 > "$dir/exit"; say never begun; exit 0; }
pid=$(cat "$dir/pid" 2>/dev/null)
[ -n "$pid" ] || { [ -s "$dir/exit" ] && say never begun || say unclear; exit 0; }
signal() { kill "-$1" "-$pid" 2>/dev/null || kill "-$1" "$pid" 2>/dev/null; }
for name in TERM KILL; do
  [ -s "$dir/exit" ] && break
  alive && signal "$name"
  tries=0
  while [ ! -s "$dir/exit" ] && alive && [ "$tries" -lt "$1" ]; do tries=$((tries + 1)); sleep 0.1; done
done
tail -n 200 "$dir/output"
if [ -s "$dir/exit" ]; then say exited "$(cat "$dir/exit")"
elif alive; then say unclear
else say vanished
fi`;

/** Starts the script unless it was started, then tells its output from the first line on and how it ended. */
export const followWords = (
  key: string,
  { may, folder, argv }: { may: 'start' | 'join'; folder: string; argv: readonly string[] },
): string[] => ['sh', '-c', follow, 'runback', key, may, folder, supervise, ...argv];

/** SIGTERM to the script and its children, SIGKILL after \`patienceMs\`; one that was not started yet never will be. */
export const stopWords = (key: string, patienceMs: number): string[] => [
  'sh',
  '-c',
  stop,
  'runback',
  key,
  String(Math.ceil(patienceMs / 100)),
];

export type HostWord =
  | { readonly state: 'running' | 'vanished' | 'unclear' | 'not here' | 'never begun' }
  | { readonly state: 'exited'; readonly code: number };

/** What these programs say on their error output, beside whatever ssh says there. */
export function readHostWord(line: string): HostWord | undefined {
  const [, state, code] =
    /^runback: (running|vanished|unclear|not here|never begun|exited)(?: (\d+))?\s*$/.exec(line) ?? [];
  if (state === undefined) return undefined;
  if (state !== 'exited') return { state } as HostWord;
  return code === undefined ? undefined : { state, code: Number(code) };
}
