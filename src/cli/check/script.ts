import { probeScriptHost } from '../../../activities/script-probe.js';
import type { CatalogueEntry } from '../../catalogue/entry.js';
import { hostOf } from '../../release-script/command.js';
import { judgeHost, judgeUnreached } from '../../release-script/preconditions.js';
import type { HostFacts } from '../../release-script/probe.js';
import { byVersionAndDate, parseReleaseTag } from '../../release-script/tags.js';
import { type Finding, find, notConfigured } from './finding.js';

const withinMs = 15_000;

/** The host of the release script and the tags that are there; nothing is fetched or started. */
export async function checkScript(of: string, { script, git, service, ecs }: CatalogueEntry): Promise<Finding[]> {
  if (script === undefined) return [notConfigured(of, 'Script host'), notConfigured(of, 'Git tags')];
  const argv = script.application;
  const there = git === undefined ? undefined : { ...git, remote: '' };
  const seen = await probeScriptHost(
    { script, argv, ...(there === undefined ? {} : { git: there }) },
    AbortSignal.timeout(withinMs),
  );
  const release = { version: service, taskDefinition: ecs.family };
  const judged =
    'unreached' in seen ? judgeUnreached(script, seen.unreached) : judgeHost({ script, argv, release }, seen);
  const host = find(of, 'Script host', async () => {
    if (!judged.ready) throw new Error(judged.why);
    return `${hostOf(script)}: ${argv.slice(0, 2).join(' ')} in ${script.folder}`;
  });
  if (git === undefined) return [await host, notConfigured(of, 'Git tags')];
  return Promise.all([host, find(of, 'Git tags', async () => tagsThere(seen, git.pattern))]);
}

function tagsThere(seen: HostFacts | { readonly unreached: string }, pattern: string): string {
  if ('unreached' in seen) throw new Error("the script's host is not reached");
  const releases = seen.tags.flatMap(({ name }) => parseReleaseTag(name, pattern) ?? []).toSorted(byVersionAndDate);
  const newest = releases.at(-1);
  if (newest === undefined) throw new Error(`there is no tag of a release that matches ${pattern}`);
  return `${releases.length} match ${pattern}, the newest is ${newest.name}`;
}
