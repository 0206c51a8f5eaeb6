// Runbook › Method 2 in a plan: whether the release script can be given this target, and the command that is run.
import type { PlannedMethod } from '../plan-shape.js';
import { fillArguments } from '../release-script/arguments.js';
import { hostOf, scriptCommand } from '../release-script/command.js';
import { describeServiceCommand } from './commands.js';
import type { LadderFacts } from './methods.js';

function argumentsOf({ entry: { script }, target, situation }: LadderFacts) {
  if (script === undefined) return { refused: 'not connected' };
  if (target.kind === 'none') return { refused: 'there is no target' };
  const { controller } = situation.service;
  if (controller !== 'ECS')
    return { refused: `the deployment controller is ${controller}: what it does could not be followed` };
  const { release, pin } = target.target;
  if (pin.length > 0)
    return { refused: 'an image tag of the target has moved: the script would deploy what it means now' };
  if (release.version === undefined && release.tag === undefined) {
    return { refused: 'the target says neither version nor git tag' };
  }
  return fillArguments(script.application, release);
}

/** Why not; undefined where it can. */
export function scriptRefused(facts: LadderFacts): string | undefined {
  const filled = argumentsOf(facts);
  return 'refused' in filled ? filled.refused : undefined;
}

export function scriptDetails(facts: LadderFacts): Pick<PlannedMethod, 'reason' | 'predictedMs' | 'commands'> {
  const { entry } = facts;
  const { script, timings } = entry;
  const predictedMs = timings.methods.script.expected;
  const filled = argumentsOf(facts);
  if (script === undefined || 'refused' in filled) return { reason: 'not connected', predictedMs, commands: [] };
  return {
    reason: `the release script on ${hostOf(script)}; host, git tag and capacity are looked at before it is started`,
    predictedMs,
    commands: [scriptCommand(script, filled.argv), describeServiceCommand(entry)],
  };
}
