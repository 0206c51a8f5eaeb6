// How long an ECS deployment takes with the service's own settings (facts: rolling updates, design §5.4).
import { inWords } from '../runbook/durations.js';
import type { ShiftSettings, Situation, TargetGroupFacts } from '../situation.js';

/** Without load balancer and health check ECS waits this long before it counts a task as healthy. */
const healthyWithoutChecks = 40;

const advisable = { deregistrationDelay: 30, healthCheck: 10 } as const;

/** Seconds. */
interface Parts {
  readonly rounds: number;
  readonly start: number;
  readonly health: number;
  readonly healthWords: string;
  readonly drain: number;
}

export interface Prediction {
  readonly ms: number;
  /** "2 rounds × (start 35 s + health 2 × 10 s) + drain 60 s" */
  readonly words: string;
  readonly slowestPart: string;
}

/** Why there is no prediction, or the prediction. */
export function predictDeployment(situation: Situation): Prediction | { readonly unknown: string } {
  const { taskStartSeconds, targetGroups, service } = situation;
  const rounds = roundsOf(service.desired, service.settings);
  if (rounds === undefined) return { unknown: 'its percentages let no task be replaced' };
  if (taskStartSeconds.state !== 'known') return { unknown: 'how long a task takes to start is not known' };
  if (targetGroups.state !== 'known') return { unknown: 'the target group’s settings are not known' };
  const parts: Parts = { rounds, start: taskStartSeconds.value, ...slowestOf(targetGroups.value) };
  const { start, health, healthWords, drain } = parts;
  const times = rounds === 1 ? '1 round' : `${rounds} rounds`;
  const shift = shiftingSeconds(service.settings.shift);
  const shiftWords = shift === 0 ? '' : ` + traffic and bake ${seconds(shift)}`;
  return {
    ms: (rounds * (start + health) + shift + drain) * 1_000,
    words: `${times} × (start ${seconds(start)} + health ${healthWords})${shiftWords} + drain ${seconds(drain)}`,
    slowestPart: slowestPart(parts),
  };
}

/** The waits between steps of the traffic, and the bake. */
function shiftingSeconds(shift: ShiftSettings | undefined): number {
  if (shift === undefined) return 0;
  const { bakeTimeInMinutes: bake, linearConfiguration: linear, canaryConfiguration: canary } = shift;
  const pauses = linear === undefined ? 0 : (Math.ceil(100 / linear.stepPercent) - 1) * linear.stepBakeTimeInMinutes;
  return (bake + pauses + (canary?.canaryBakeTimeInMinutes ?? 0)) * 60;
}

const seconds = (value: number): string => inWords(value * 1_000);

/** How many batches it takes to replace `desired` tasks; undefined when no task may be replaced at all. */
export function roundsOf(
  desired: number,
  { minimumHealthyPercent, maximumPercent, shift }: Situation['service']['settings'],
): number | undefined {
  // A second fleet beside the first: all at once.
  if (desired === 0 || shift !== undefined) return 1;
  const atMost = Math.floor((desired * maximumPercent) / 100);
  const atLeast = Math.ceil((desired * minimumHealthyPercent) / 100);
  const batch = Math.min(desired, atMost - atLeast);
  return batch <= 0 ? undefined : Math.ceil(desired / batch);
}

export function slowestOf(groups: readonly TargetGroupFacts[]): Pick<Parts, 'health' | 'healthWords' | 'drain'> {
  const health = ({ healthCheckIntervalSeconds, healthyThreshold }: TargetGroupFacts) =>
    healthCheckIntervalSeconds * healthyThreshold;
  const slowest = groups.toSorted((a, b) => health(b) - health(a))[0];
  if (slowest === undefined)
    return { health: healthyWithoutChecks, healthWords: seconds(healthyWithoutChecks), drain: 0 };
  return {
    health: health(slowest),
    healthWords: `${slowest.healthyThreshold} × ${seconds(slowest.healthCheckIntervalSeconds)}`,
    drain: Math.max(...groups.map(({ deregistrationDelaySeconds }) => deregistrationDelaySeconds)),
  };
}

function slowestPart({ rounds, start, health, healthWords, drain }: Parts): string {
  if (drain >= rounds * start && drain >= rounds * health) {
    return `deregistration delay ${drain} s${saving(drain, advisable.deregistrationDelay, 1)}`;
  }
  if (health >= start) {
    return `health check ${healthWords}, in ${rounds} rounds${saving(health, advisable.healthCheck, rounds)}`;
  }
  return `start of a task ${seconds(start)}, in ${rounds} rounds`;
}

const saving = (is: number, couldBe: number, times: number): string =>
  is <= couldBe ? '' : `; ${couldBe} s would save ${seconds((is - couldBe) * times)} (\`runback check\`)`;
