// What the host of the release script is asked before the script is started, and how its answer is read. Only `git fetch` writes there.
import type { GitTags, ReleaseScript } from '../catalogue/entry.js';
import type { GitTag } from './tags.js';

export interface HostFacts {
  /** What is not there, by the probe's word for it. */
  readonly missing: ReadonlySet<'folder' | 'program' | 'file' | 'session'>;
  readonly tags: readonly GitTag[];
  /** What git said where it could not fetch; the tags that are there count all the same. */
  readonly fetchTrouble?: string;
  /** What the host's own aws-cli says of its credentials; absent where there is none, or they work. */
  readonly credentialTrouble?: string;
  /** Whether the probe came to its end. */
  readonly isWhole: boolean;
}

const probe = `folder=$1
program=$2
file=$3
repository=$4
remote=$5
pattern=$6
cd "$folder" 2>/dev/null || { echo missing folder; echo done; exit 0; }
command -v "$program" >/dev/null 2>&1 || echo missing program
[ -z "$file" ] || [ -f "$file" ] || echo missing file
command -v setsid >/dev/null 2>&1 || command -v perl >/dev/null 2>&1 || echo missing session
limit=
command -v timeout >/dev/null 2>&1 && limit="timeout 15"
flat() { tr "\\n" " "; }
(
  command -v aws >/dev/null 2>&1 || exit 0
  said=$($limit aws sts get-caller-identity 2>&1) || echo "credentials $(echo "$said" | flat)"
) &
if [ -n "$repository" ]; then
  GIT_TERMINAL_PROMPT=0
  GIT_SSH_COMMAND="ssh -o BatchMode=yes -o ConnectTimeout=5"
  export GIT_TERMINAL_PROMPT GIT_SSH_COMMAND
  [ -z "$remote" ] || said=$($limit git -C "$repository" fetch --tags --quiet "$remote" 2>&1) || echo "fetch $(echo "$said" | flat)"
  git -C "$repository" for-each-ref "--format=tag %(refname:strip=2) %(objectname) %(*objectname)" "refs/tags/$pattern" 2>&1
fi
wait
echo done`;

const interpreters = /^(?:python[\d.]*|node|bash|sh|ruby|perl)$/;

/** `python promote_release.py …` needs a file besides its program. */
export function scriptFile([program = '', first = '']: readonly string[]): string {
  const name = program.slice(program.lastIndexOf('/') + 1);
  return interpreters.test(name) && !first.startsWith('-') ? first : '';
}

export const probeWords = ({ folder }: ReleaseScript, argv: readonly string[], git: GitTags | undefined): string[] => [
  ...['sh', '-c', probe, 'runback', folder, argv[0] ?? '', scriptFile(argv)],
  ...[git?.folder ?? '', git?.remote ?? '', git?.pattern ?? ''],
];

const missingWords = ['folder', 'program', 'file', 'session'] as const;

export function readProbe(lines: readonly string[]): HostFacts {
  const said = (word: string): string[] =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1).trim());
  const [fetchTrouble] = said('fetch');
  const [credentialTrouble] = said('credentials');
  return {
    missing: new Set(missingWords.filter((word) => said('missing').includes(word))),
    tags: said('tag').flatMap(readTag),
    ...(fetchTrouble === undefined ? {} : { fetchTrouble }),
    ...(credentialTrouble === undefined ? {} : { credentialTrouble }),
    isWhole: lines.includes('done'),
  };
}

/** An annotated tag is an object of its own, and says its commit after it. */
function readTag(line: string): GitTag[] {
  const [, name, object, commit] = /^(\S+) ([0-9a-f]{40,64})(?: ([0-9a-f]{40,64}))?$/.exec(line) ?? [];
  return name === undefined || object === undefined ? [] : [{ name, commit: commit ?? object }];
}
