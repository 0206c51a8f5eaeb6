// What DescribeServices says of one deployment of ours, decided by its id: restored, stable, failed, taken over, or going on.

import type { Fact } from '../src/rollback.js';
import type { SeenDeployment, SeenService } from '../src/situation.js';
import type { Followed } from './activities.js';
import { shortArn } from './ecs-releases.js';
import type { TargetCounts } from './elastic-load-balancing.js';
import { type ProductionTraffic, shiftsTraffic } from './production-traffic.js';

export interface Rollout {
  readonly deploymentId: string;
  readonly taskDefinition: string;
  readonly until: 'restored' | 'stable' | 'taken over';
}

export interface RolloutReading {
  readonly end: Exclude<Followed['end'], 'stalled' | 'out of time' | 'stopped'> | 'going on';
  readonly why: string;
  /** Running tasks of the target and of everything else. */
  readonly onTarget: number;
  readonly others: number;
  readonly desired: number;
  /** Where the load balancer was asked and could tell. */
  readonly healthyTargets?: number;
  readonly takenOverBy?: NonNullable<Followed['takenOverBy']>;
  /** Whether ECS lists the deployment that is followed. */
  readonly listed: boolean;
  /** The counts say restored; whether the load balancer says so too has to be asked. */
  readonly asksLoadBalancer: boolean;
  /** ECS waits as the service is set: it bakes, or stands between two steps of the traffic. */
  readonly isTimed?: true;
}

/**
 * Facts §1 to §3. `targets` are the target groups' counts, once they were asked for; `traffic` is who has the production
 * traffic, of a service whose deployments shift it: there both releases run in full, and counts alone say nothing.
 */
export function readRollout(
  service: SeenService,
  rollout: Rollout,
  targets?: Fact<TargetCounts>,
  traffic?: Fact<ProductionTraffic>,
): RolloutReading {
  const mine = service.deployments.find(({ id }) => id === rollout.deploymentId);
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY');
  const listed = mine !== undefined;
  const shift = shiftsTraffic(service) ? shiftOf(rollout, traffic) : undefined;
  const counted: Counted = {
    ...countTasks(service, rollout.taskDefinition),
    listed,
    asksLoadBalancer: false,
    ...(shift?.isTimed === true ? { isTimed: true } : {}),
  };
  const other = primary === undefined || primary.id === rollout.deploymentId ? {} : { takenOverBy: nameOf(primary) };
  const onlyTakeOverEnds = rollout.until === 'taken over';
  if (mine?.rolloutState === 'FAILED' && !onlyTakeOverEnds) {
    return { end: 'failed', why: failureOf(mine), ...counted, ...other };
  }
  if (primary !== undefined && primary.id !== rollout.deploymentId) {
    return { end: 'taken over', why: takenOver(primary), ...counted, ...other };
  }
  if (mine === undefined) return { end: 'going on', why: `${rollout.deploymentId} is not listed`, ...counted };
  if (isTriedForEver(service, mine) && !onlyTakeOverEnds) return { end: 'failed', why: neverEnds(mine), ...counted };
  if (onlyTakeOverEnds) return { end: 'going on', why: isNow(service, counted, mine, rollout), ...counted };
  if (service.desired === 0) return { end: 'failed', why: noTaskServes, ...counted };
  if (isStable(service, mine)) return { end: rollout.until, why: stableWhy(counted, rollout), ...counted };
  const serves = shift === undefined ? servesAlone(counted) : shift.hasAll && runsInFull(counted);
  if (rollout.until === 'stable' || !serves) {
    return { end: 'going on', why: `${progress(counted, mine, rollout)}${shift?.words ?? ''}`, ...counted };
  }
  return agreedByLoadBalancer(service, counted, rollout, { targets, shift });
}

type Counted = Pick<RolloutReading, 'onTarget' | 'others' | 'desired' | 'listed' | 'asksLoadBalancer' | 'isTimed'>;

interface Shift {
  readonly hasAll: boolean;
  readonly isTimed: boolean;
  readonly words: string;
}

const timedStages = ['PRODUCTION_TRAFFIC_SHIFT', 'BAKE_TIME'];

/** What is not known is not served. */
function shiftOf({ taskDefinition }: Rollout, traffic: Fact<ProductionTraffic> | undefined): Shift {
  if (traffic?.state !== 'known') {
    const why = traffic?.state === 'unknown' ? traffic.why : 'not asked';
    return { hasAll: false, isTimed: false, words: `; who has the traffic is unknown: ${why}` };
  }
  const { shares, stage, isPaused, isInForce } = traffic.value;
  const share = shares.get(taskDefinition) ?? 0;
  const at = stage === undefined ? '' : ` (${stage})`;
  const paused = isPaused ? '; it is paused until somebody calls ContinueServiceDeployment' : '';
  const isTimed = !isPaused && stage !== undefined && timedStages.includes(stage);
  const meant = isInForce ? '' : ', not in force everywhere yet';
  return {
    hasAll: share >= 100 && isInForce,
    isTimed: isTimed || !isInForce,
    words: `; ${share} % of the traffic${at}${meant}${paused}`,
  };
}

export function countTasks(service: SeenService, taskDefinition: string) {
  const running = (isTarget: boolean) =>
    service.deployments
      .filter((each) => (each.taskDefinition === taskDefinition) === isTarget)
      .reduce((sum, each) => sum + each.running, 0);
  return { onTarget: running(true), others: running(false), desired: service.desired };
}

const runsInFull = ({ onTarget, desired }: Counted): boolean => desired > 0 && onTarget >= desired;
const servesAlone = (counted: Counted): boolean => counted.others === 0 && runsInFull(counted);

/** rolloutState is absent behind a Classic Load Balancer: there only the counts can say it. */
const isStable = (service: SeenService, mine: SeenDeployment): boolean =>
  service.deployments.length === 1 &&
  service.desired > 0 &&
  mine.running === service.desired &&
  mine.pending === 0 &&
  (mine.rolloutState ?? 'COMPLETED') === 'COMPLETED';

/** Running is not healthy: the old tasks may be gone before the new ones passed their checks where minimumHealthyPercent allows it. */
function agreedByLoadBalancer(
  service: SeenService,
  counted: Counted,
  { taskDefinition }: Rollout,
  { targets, shift }: { targets: Fact<TargetCounts> | undefined; shift: Shift | undefined },
): RolloutReading {
  const others = counted.others === 0 ? 'no other runs' : `${counted.others} others run`;
  const tasks = `${counted.onTarget} of ${counted.desired} tasks are ${shortArn(taskDefinition)}, ${others}`;
  const sentence = `${tasks}${shift?.words ?? ''}`;
  if (service.targetGroupArns.length === 0)
    return { end: 'restored', why: `${sentence} (no load balancer)`, ...counted };
  if (targets === undefined) return { end: 'going on', why: sentence, ...counted, asksLoadBalancer: true };
  if (targets.state !== 'known') {
    const why = targets.state === 'unknown' ? targets.why : 'not connected';
    return { end: 'going on', why: `${sentence}; target health unknown: ${why}`, ...counted };
  }
  const { healthy, draining } = targets.value;
  const why = `${sentence}, ${healthy} targets healthy${draining > 0 ? `, ${draining} draining` : ''}`;
  return { end: healthy >= counted.desired ? 'restored' : 'going on', why, ...counted, healthyTargets: healthy };
}

const noTaskServes = 'the desired count is 0: no task serves; raise it, then decide retry';

const stableWhy = ({ onTarget, desired }: Counted, { taskDefinition }: Rollout): string =>
  `${onTarget} of ${desired} tasks are ${shortArn(taskDefinition)}, the deployment is completed and nothing else is left`;

function isNow(service: SeenService, counted: Counted, mine: SeenDeployment, rollout: Rollout): string {
  if (mine.rolloutState === 'FAILED') return failureOf(mine);
  return isStable(service, mine) ? stableWhy(counted, rollout) : progress(counted, mine, rollout);
}

function progress({ onTarget, others, desired }: Counted, mine: SeenDeployment, { taskDefinition }: Rollout): string {
  const pending = mine.pending > 0 ? `, ${mine.pending} starting` : '';
  const failed = mine.failedTasks > 0 ? `, ${mine.failedTasks} failed in a row` : '';
  return `${onTarget} of ${desired} tasks on ${shortArn(taskDefinition)}${pending}${failed}, ${others} on others`;
}

// ECS's own breaker gives up after half of the wanted tasks, 3 at least and 200 at most.
const fewestFailures = 3;
const mostFailures = 200;

/** Without a circuit breaker ECS never calls it FAILED: it starts tasks that fail for as long as nobody stops it. */
function isTriedForEver({ settings, desired }: SeenService, { failedTasks }: SeenDeployment): boolean {
  const enough = Math.min(mostFailures, Math.max(fewestFailures, Math.ceil(desired / 2)));
  return !settings.circuitBreaker.enable && failedTasks >= enough;
}

const neverEnds = ({ id, failedTasks }: SeenDeployment): string =>
  `Deployment ${id} does not come up: ${failedTasks} tasks failed in a row, and no circuit breaker would end it`;

const failureOf = (mine: SeenDeployment): string =>
  `Deployment ${mine.id} failed: ${withoutFullStop(mine.rolloutStateReason ?? 'ECS gives no reason')} (${mine.failedTasks} tasks failed in a row)`;

const takenOver = (primary: SeenDeployment): string => {
  const reason = primary.rolloutStateReason === undefined ? '' : `: ${withoutFullStop(primary.rolloutStateReason)}`;
  return `PRIMARY is now ${primary.id} of ${shortArn(primary.taskDefinition)}${reason}`;
};

const nameOf = ({ id, taskDefinition, rolloutStateReason = '' }: SeenDeployment) => ({
  deploymentId: id,
  taskDefinition,
  ...(/rolling back/i.test(rolloutStateReason) ? { byEcs: true as const } : {}),
});
const withoutFullStop = (text: string): string => text.replace(/\.$/, '');
