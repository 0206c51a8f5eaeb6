// What a run knows of the canary that it rolls back: as it was, as it was read last, and what it still owes.
import {
  type CanaryNow,
  type CanaryShown,
  canaryInWords,
  canaryNow,
  type SeenCanary,
  type SuspendedScaling,
} from '../../src/canary.js';
import { type CanaryForward, isOnlyStable, stickinessOf, weightOf } from '../../src/canary-forwards.js';
import { type FormerCanary, formerOf, hadNothing } from '../../src/canary-undo.js';
import { stableGroupOf } from '../../src/plan/canary.js';
import type { ServingCount, SettingChange } from '../../src/rollback.js';
import { familyAndRevision } from '../../src/runbook/wording.js';
import type { Check } from '../../src/verification.js';
import { type Course, now } from '../course.js';

export interface CanaryCourse {
  /** Before the first change: what an undo puts back. */
  readonly former: SeenCanary;
  readonly now: CanaryNow;
  /** ISO time at which that was read. */
  readonly at: string;
  /** How it was scaled, until it is so again. */
  readonly owed?: SuspendedScaling;
  /** The same where it was suspended more than once: a request that is still on its way would suspend it again. */
  readonly owedAgain?: SuspendedScaling;
  /** How it is known that no request reaches it. */
  readonly requests?: Check;
}

export interface OfCanary {
  /** From the first change of a canary on. */
  canary?: CanaryCourse;
  /** What an undo gives the canary back; set where one was asked for. */
  undone?: FormerCanary;
  /** The organisation's script is run for it once a run. */
  canaryScriptTried?: true;
  /** It is not known to be over, and would take the traffic again that an undo gives back. */
  canaryScriptMayRun?: true;
}

export const canaryCourseOf = ({ canary }: Course): CanaryCourse => {
  if (canary === undefined) throw new Error('the canary was asked for before anything of it was changed');
  return canary;
};

export function noteCanary(course: Course, seen: CanaryNow | undefined, at: string = now()): void {
  if (seen !== undefined) course.canary = { ...canaryCourseOf(course), now: seen, at };
}

/** "The canary applylens-api-canary-prod has no traffic, 1 task (desired 1); the service itself was not touched" */
export function canaryChangedInWords({ change }: Course, { former, now: seen }: CanaryCourse): string {
  if (change === 'asked') return `It could not be read whether the canary ${former.service} was changed`;
  return `The canary ${former.service} has ${canaryInWords(seen)}; the service itself was not touched`;
}

/** "v1.2.2 serves alone (canary applylens-api-canary-prod: no traffic and no tasks)" */
export const servesWithoutCanary = (to: string, { former, now: seen }: CanaryCourse): string =>
  `${to} serves ${seen.share === 0 ? 'alone' : 'beside the canary'} (canary ${former.service}: ${canaryInWords(seen)})`;

/** Whether anything is not as it was; what the load balancer and ECS say, not what was sent. */
export function differsFrom(former: SeenCanary, seen: SeenCanary): boolean {
  const shown = ({ forwards, desired }: SeenCanary) => JSON.stringify([forwards, desired]);
  return seen.scalingOwed !== former.scalingOwed || shown(seen) !== shown(former);
}

const noteSetting = (course: Course, change: SettingChange): void => {
  const known = course.settingsChanged.some(
    ({ setting, putBackAt }) => setting === change.setting && putBackAt === undefined,
  );
  if (!known) course.settingsChanged.push(change);
};

/** Former weights and stickiness of what is at 0 now: what an undo needs. */
export function noteShifted(course: Course, at: string, seen?: SeenCanary): void {
  const { former } = canaryCourseOf(course);
  const isShifted = ({ arn }: CanaryForward) =>
    seen === undefined || seen.forwards.some((each) => each.arn === arn && isOnlyStable(each, seen.targetGroupArn));
  for (const forward of former.forwards.filter(isShifted)) {
    const weight = weightOf(forward, former.targetGroupArn);
    const sticky = stickinessOf(forward);
    const setting = `weight of the canary in ${forward.name}`;
    if (weight > 0) noteSetting(course, { setting, from: String(weight), to: '0', at, stays: true });
    if (sticky === undefined) continue;
    noteSetting(course, { setting: `stickiness of ${forward.name}`, from: `${sticky} s`, to: 'off', at, stays: true });
  }
}

export function noteStopped(course: Course, { at, suspended }: { at: string; suspended: boolean }): void {
  const { former } = canaryCourseOf(course);
  const setting = `desired count of ${former.service}`;
  if (former.desired > 0) noteSetting(course, { setting, from: String(former.desired), to: '0', at, stays: true });
  if (suspended) noteSetting(course, { setting: `scaling of ${former.service}`, from: 'on', to: 'suspended', at });
}

/** What this run had changed is put back; what an earlier one had changed is a change of this one. */
function noteBack(course: Course, change: SettingChange): void {
  const all = course.settingsChanged;
  const index = all.findIndex(({ setting }) => setting === change.setting);
  const known = all[index];
  if (known === undefined) all.push(change);
  else if (known.stays === true && known.to !== change.to) {
    const { stays: _, ...put } = known;
    all.splice(index, 1, { ...put, putBackAt: change.at });
  }
}

/** By what was read: weight, stickiness and desired count that are what they were before the canary was taken out. */
export function noteGivenBack(course: Course, undone: FormerCanary, seen: SeenCanary, at: string): void {
  const { former } = canaryCourseOf(course);
  const back = { at, stays: true } as const;
  for (const { name, was, now } of weightsBack(undone, former, seen)) {
    const [from, to] = [String(was.weight), String(now.weight)];
    noteBack(course, { ...back, setting: `weight of the canary in ${name}`, from, to });
    if (now.sticky === undefined) continue;
    const before = was.sticky === undefined ? 'off' : `${was.sticky} s`;
    noteBack(course, { ...back, setting: `stickiness of ${name}`, from: before, to: `${now.sticky} s` });
  }
  if (seen.desired === 0) return;
  const setting = `desired count of ${former.service}`;
  noteBack(course, { ...back, setting, from: String(former.desired), to: String(seen.desired) });
}

function weightsBack({ forwards, targetGroupArn }: FormerCanary, former: SeenCanary, seen: SeenCanary) {
  const read = ({ forwards: all }: SeenCanary, arn: string) => {
    const forward = all.find((each) => each.arn === arn);
    if (forward === undefined) return undefined;
    return { weight: weightOf(forward, targetGroupArn), sticky: stickinessOf(forward) };
  };
  return forwards.flatMap(({ arn, name, weight }) => {
    const [was, now] = [read(former, arn), read(seen, arn)];
    return was === undefined || now?.weight !== weight ? [] : [{ name, was, now }];
  });
}

/** What was seen before anything was changed is what it was; later looks do not move that. */
export function beginCanary(course: Course, former: SeenCanary): void {
  if (course.change !== 'none' && course.canary !== undefined) return;
  course.canary = { former, now: canaryNow(former), at: now() };
}

/** What this run took from the canary and an undo gives back; undefined where it found nothing to take. */
export function takenFrom({ change, canary, situation }: Course): FormerCanary | undefined {
  if (change === 'none' || canary === undefined) return undefined;
  const former = formerOf(canary.former, situation === undefined ? undefined : stableGroupOf(situation));
  return hadNothing(former) ? undefined : former;
}

/** The canary's tasks beside those of the service, where it is the canary that is rolled back. */
export function servingOf({ serving, canary, plan }: Course): readonly ServingCount[] {
  const seen = canary?.former ?? plan?.canary;
  const running = canary?.now.running ?? seen?.running ?? 0;
  if (seen === undefined || running === 0) return serving;
  const { version, commit, taskDefinition } = seen.release;
  const release = version ?? commit ?? familyAndRevision(taskDefinition);
  return [...serving, { release, taskDefinition, tasks: running }];
}

/** What status and report say of it. */
export function canaryShown({ canary, plan }: Course): { readonly canary?: CanaryShown } {
  if (canary !== undefined) return { canary: { service: canary.former.service, ...canary.now } };
  return plan?.canary === undefined ? {} : { canary: { service: plan.canary.service, ...canaryNow(plan.canary) } };
}
