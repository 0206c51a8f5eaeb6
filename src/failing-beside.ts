// Other services that fail at the same time (design §5.4): what they share is a likelier cause than one's newest release.
import { between, inWords } from './runbook/durations.js';
import { percent } from './runbook/wording.js';

export interface FailingBeside {
  readonly service: string;
  /** Failed requests over the rule's window, 0–1; above that service's own limit, on enough requests. */
  readonly ratio: number;
  /** ISO time of its newest deployment, where that could be read. */
  readonly deployedAt?: string;
}

interface Moment {
  /** ISO time. */
  readonly seenAt: string;
  /** Milliseconds before it in which a deployment is a suspect. */
  readonly suspectWithin: number;
}

/** With this one three. */
const othersInCommonTrouble = 2;

export const failingBesideInWords = (failing: readonly FailingBeside[] = [], moment: Moment): string[] =>
  failing.map((each) => `${each.service} fails too: errors ${percent(each.ratio)}, ${deployed(each, moment)}`);

function deployed({ deployedAt }: FailingBeside, { seenAt }: Moment): string {
  if (deployedAt === undefined) return 'when it was deployed is not known';
  return `deployed ${inWords(between(deployedAt, seenAt))} ago`;
}

/** Three services at once without a common deployment; undefined where each was deployed lately, or there are fewer. */
export function commonTrouble(failing: readonly FailingBeside[] = [], moment: Moment): string | undefined {
  const without = failing.filter(
    ({ deployedAt }) => deployedAt === undefined || between(deployedAt, moment.seenAt) > moment.suspectWithin,
  );
  if (failing.length < othersInCommonTrouble || without.length === 0) return undefined;
  const names = failing.map(({ service }) => service).join(', ');
  return `${names} fail at the same time, and there is no deployment that they have in common: it may not be this release`;
}
