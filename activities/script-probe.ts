import type { GitTags, ReleaseScript } from '../src/catalogue/entry.js';
import { type HostFacts, probeWords, readProbe } from '../src/release-script/probe.js';
import { askScriptHost } from './script-host.js';

export interface ScriptProbe {
  readonly script: ReleaseScript;
  /** With an empty remote nothing is fetched. */
  readonly git?: GitTags;
  readonly argv: readonly string[];
}

/** What the host says of the script, or what was said instead when it was not reached. */
export async function probeScriptHost(
  { script, git, argv }: ScriptProbe,
  signal: AbortSignal,
): Promise<HostFacts | { readonly unreached: string }> {
  const lines: string[] = [];
  const { exitCode, said } = await askScriptHost(script, {
    words: probeWords(script, argv, git),
    signal,
    onLine: (line) => lines.push(line),
  });
  return lines.length === 0 && isUnreached(script, exitCode) ? { unreached: said.join('\n') } : readProbe(lines);
}

/** 255 is what ssh itself ends with. */
const isUnreached = ({ ssh }: ReleaseScript, exitCode: number | undefined): boolean =>
  exitCode === undefined || (ssh !== undefined && exitCode === 255);
