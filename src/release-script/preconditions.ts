// Runbook › Rollback Script Fails: whether the script can be started, and if not, why and what mends it. Pure.
import type { GitTags, ReleaseScript } from '../catalogue/entry.js';
import { sentenceOf } from '../failures.js';
import type { ReleaseName } from '../rollback.js';
import { oneLine } from '../runbook/wording.js';
import { hostOf, scriptCommand } from './command.js';
import { type HostFacts, scriptFile } from './probe.js';
import { tagOf } from './tags.js';

export interface ScriptQuestion {
  readonly script: ReleaseScript;
  readonly git?: GitTags;
  readonly argv: readonly string[];
  readonly release: ReleaseName;
}

/** `notes`: what did not hinder, and is worth a line. */
export type Readiness =
  | { readonly ready: true; readonly notes: readonly string[] }
  | { readonly ready: false; readonly why: string };

export type NotReady = Readiness & { readonly ready: false };

const heading = 'Rollback Script Fails';
export const refused = (attempted: string, cameBack: string, next: string): NotReady => ({
  ready: false,
  why: sentenceOf({ attempted, cameBack: oneLine(cameBack, 400).replace(/\.$/, ''), next, heading }),
});

/** How a person runs something on that host. */
const there = (script: ReleaseScript, ...words: readonly string[]): string => scriptCommand(script, words);

/** Expired or refused for what they are; that none are found says nothing of the script, which may bring its own. */
const isCredentialTrouble = (said: string): boolean =>
  /expired|InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch|AuthFailure|SSO session/i.test(
    said,
  );

export function judgeHost(question: ScriptQuestion, facts: HostFacts): Readiness {
  const { script, argv } = question;
  const { missing, isWhole, credentialTrouble = '' } = facts;
  const looked = `Looking at the release script on ${hostOf(script)}`;
  if (missing.has('folder'))
    return refused(looked, `there is no folder ${script.folder}`, 'Correct script.folder in the catalogue');
  if (missing.has('program'))
    return refused(looked, `there is no program ${argv[0] ?? ''}`, 'Install it there, or correct script.application');
  if (missing.has('file'))
    return refused(
      looked,
      `${script.folder} has no ${scriptFile(argv)}`,
      'Put it there, or correct script.application',
    );
  if (missing.has('session'))
    return refused(
      looked,
      'there is neither setsid nor perl, and without one a lost connection would end the script',
      'Install util-linux there',
    );
  if (isCredentialTrouble(credentialTrouble)) return credentialsRefused(script, credentialTrouble);
  if (!isWhole) return refused(looked, 'it did not answer in time', `Try it by hand: ${there(script, 'git', 'tag')}`);
  return judgeTag(question, facts);
}

export const credentialsRefused = (script: ReleaseScript, said: string): NotReady => ({
  ready: false,
  why: sentenceOf({
    attempted: `The AWS credentials on ${hostOf(script)}`,
    cameBack: oneLine(said, 300).replace(/\.$/, ''),
    next: `Refresh them on that host: ${there(script, 'aws', 'sso', 'login')}`,
    heading,
  }),
});

function judgeTag({ script, git, release }: ScriptQuestion, { tags, fetchTrouble }: HostFacts): Readiness {
  const notes =
    fetchTrouble === undefined
      ? []
      : [`git fetch --tags failed on ${hostOf(script)}, the tags that are there count: ${oneLine(fetchTrouble, 200)}`];
  if (git === undefined) return { ready: true, notes };
  const found = tagOf(release, tags, git.pattern);
  if ('tag' in found)
    return { ready: true, notes: [`git tag ${found.tag.name} is ${found.tag.commit.slice(0, 12)}`, ...notes] };
  const list = there({ ...script, folder: git.folder }, 'git', 'tag', '--list', git.pattern, '--sort=-creatordate');
  const unfetched = fetchTrouble === undefined ? '' : `; git fetch failed: ${oneLine(fetchTrouble, 150)}`;
  return refused(`Looking for the git tag on ${hostOf(script)}`, `${found.missing}${unfetched}`, `List them: ${list}`);
}

/** What ssh says when it does not get in. */
export function judgeUnreached(script: ReleaseScript, said: string): Readiness {
  const attempted = `ssh ${hostOf(script)}`;
  const key = /host key verification failed|host identification has changed/i.test(said);
  const denied = /permission denied/i.test(said);
  const next = key
    ? 'Compare its host key with its owner, then put it into known_hosts of the worker'
    : denied
      ? 'Let the key of the worker in there (authorized_keys), or correct script.ssh'
      : 'Check host, network and script.ssh, then try it by hand';
  return refused(attempted, lastLine(said) || 'no answer', `${next}: ${there(script, 'true')}`);
}

const lastLine = (said: string): string =>
  said
    .trim()
    .split('\n')
    .filter((line) => !/^runback: /.test(line))
    .at(-1) ?? '';
