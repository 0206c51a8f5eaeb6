// What the end of the release script means, from its exit status and its last words. Exit 0 is not judged here: it is a claim.
import type { ReleaseScript } from '../catalogue/entry.js';
import { sentenceOf } from '../failures.js';
import { oneLine } from '../runbook/wording.js';
import { hostOf } from './command.js';
import { credentialsRefused } from './preconditions.js';

/** argparse's way, and that of most who read options: exit 2 with the usage. */
const isUsage = (code: number, said: string): boolean =>
  code === 2 && /^usage:|unrecognized arguments|unknown (?:option|flag)|no such option|invalid option/im.test(said);

const heading = 'Rollback Script Fails';

/** Why it failed, in one sentence, with the runbook's remedy where the script's last words show which. */
export function whyItFailed(script: ReleaseScript, code: number, lines: readonly string[]): string {
  const said = lines.slice(-20).join('\n');
  const last = oneLine(
    lines.findLast((line) => !/^\s*(?:Killed|Terminated)?\s*$/.test(line)) ?? 'it said nothing',
    300,
  );
  const attempted = `The release script on ${hostOf(script)}`;
  const sentence = (cameBack: string, next: string) =>
    sentenceOf({ attempted, cameBack: cameBack.replace(/\.$/, ''), next, heading });
  if (isUsage(code, said))
    return sentence(
      `it does not know the flags it was given (exit 2): ${last}`,
      'Correct script.application in the catalogue, or the script',
    );
  if (/ExpiredToken|token.{0,30}expired|InvalidClientTokenId|UnrecognizedClientException/i.test(said))
    return credentialsRefused(script, `exit ${code}: ${last}`).why;
  if (/tag not found|unknown revision|commit not found/i.test(said))
    return sentence(`exit ${code}: ${last}`, 'Verify that the tag exists: git tag --list');
  if (/unable to place|limit|quota|capacity/i.test(said))
    return sentence(`exit ${code}: ${last}`, 'Check ECS service capacity: aws ecs describe-clusters');
  if (code > 128 && code < 160)
    return sentence(`it was killed by signal ${code - 128}; its last words: ${last}`, 'Its output is kept there');
  return sentence(`exit ${code}: ${last}`, 'Its output is kept there');
}
