// What a person should know of a canary before agreeing: stickiness, what an earlier run left, and what keeps its traffic.
import { canaryNow, rollbackBegun, type SeenCanary, undoBegun } from '../canary.js';
import { isCanaryOnly, stickinessOf } from '../canary-forwards.js';
import type { CanaryMark } from '../canary-mark.js';
import { inWords } from '../runbook/durations.js';
import { clock, oneLine, percent, shortName } from '../runbook/wording.js';
import type { Situation } from '../situation.js';

/** Where it is the canary that is rolled back. */
export function aboutCanary(seen: SeenCanary): string[] {
  const { forwards, targetGroupArn, scaling, scalingOwed } = seen;
  const [begun, undo] = [rollbackBegun(seen), undoBegun(seen)];
  const sticky = Math.max(0, ...forwards.map((each) => stickinessOf(each) ?? 0));
  return [
    ...(begun === undefined
      ? []
      : [`a rollback of the canary was begun at ${clock(begun.at)} and is not closed: it is finished now`]),
    ...(undo === undefined ? [] : [`${undoInWords(undo)}: the canary is taken out again instead`]),
    ...(sticky === 0
      ? []
      : [
          `clients stay on the canary for up to ${inWords(sticky * 1_000)} in spite of weight 0: stickiness is switched off`,
        ]),
    ...forwards
      .filter((each) => isCanaryOnly(each, targetGroupArn))
      .map(({ name }) => `${name} forwards to the canary alone: the service’s target group takes over`),
    ...(scaling.state === 'unknown'
      ? [`what scales the canary could not be read, so it may raise it again: ${oneLine(scaling.why, 160)}`]
      : []),
    ...(scalingOwed ? ['a rollback suspended the canary’s scaling and did not put it back: it is put back now'] : []),
  ];
}

export const undoInWords = ({ undoes = '', at }: CanaryMark): string =>
  `an undo of the canary’s rollback ${undoes} was begun at ${clock(at)} and is not closed`;

/** For the ladder: what it does not touch. */
export function canaryStays({ canary }: Situation): string[] {
  if (canary?.state !== 'known') return [];
  const undo = undoBegun(canary.value);
  const half = undo === undefined ? [] : [`${undoInWords(undo)}: this way leaves it as it is (runback undo goes on)`];
  const { share } = canaryNow(canary.value);
  if (share === 0) return half;
  return [
    ...half,
    `the canary ${shortName(canary.value.release)} keeps its ${percent(share)} of the traffic: this way leaves it as it is (--scope canary rolls it back)`,
  ];
}
