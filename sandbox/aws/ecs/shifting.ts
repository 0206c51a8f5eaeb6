// A service whose deployments shift traffic: how far the newest one is, which fleets run, and the weights of the rule that is ECS's.
import type { SimulatedTime } from '../../world.js';
import type { Alarms } from '../cloudwatch/alarms.js';
import { durations } from '../durations.js';
import { type LoadBalancing, publishRules } from '../elbv2/load-balancing.js';
import { isWanted, primaryOf, tasksOf } from './counts.js';
import { bakeSeconds } from './deployment-alarms.js';
import { advance, hasReached, type Lifecycle } from './lifecycle.js';
import type { Deployment, LoadBalancerOfService, Service, Task } from './records.js';
import { requestRollback } from './roll-back.js';
import type { ServiceDeployment } from './service-deployment-record.js';

export const shiftsTraffic = ({ configuration }: Service): boolean => configuration.strategy !== 'ROLLING';

/** The lifecycle that is under way; a deployment that goes back, has ended or has failed has none. */
function underWay({ rolloutState, rollingBackFrom, serviceDeployment }: Deployment): Lifecycle | undefined {
  const isIt = rolloutState === 'IN_PROGRESS' && !rollingBackFrom && serviceDeployment.status === 'IN_PROGRESS';
  return isIt ? serviceDeployment.lifecycle : undefined;
}

export function advanceLifecycle(service: Service, { time, alarms }: { time: SimulatedTime; alarms: Alarms }): void {
  const primary = primaryOf(service);
  const lifecycle = underWay(primary);
  if (lifecycle === undefined) return;
  const kept = [primary.revision, lifecycle.source];
  const wanted = [...service.tasks.values()].filter(isWanted);
  const healthy = tasksOf(service, primary).filter(
    (task) => isWanted(task) && task.lastStatus === 'RUNNING' && task.healthy,
  );
  const { alarms: named, bakeTimeInMinutes } = service.configuration;
  const told = advance(lifecycle, {
    now: time.now(),
    lasts: (seconds) => time.lasts(seconds),
    configuration: service.configuration,
    isScaledUp: healthy.length >= service.desiredCount,
    othersLeft: wanted.some((task) => !kept.includes(task.deployment.revision)),
    bakeSeconds: bakeSeconds(alarms, named.enable ? named.alarmNames : [], bakeTimeInMinutes),
    shiftSeconds: durations.trafficShift,
  });
  if (told === 'ROLLBACK') requestRollback(primary.serviceDeployment, 'hook', time.now());
}

export interface FleetRound {
  readonly start: number;
  readonly stop: readonly Task[];
}

/** Both fleets run in full until the old one is cleaned up; nobody replaces tasks of the old one (assumed). */
export function nextFleetRound(service: Service, time: SimulatedTime): FleetRound {
  const primary = primaryOf(service);
  const wanted = [...service.tasks.values()].filter(isWanted);
  const ours = wanted.filter((task) => task.deployment === primary);
  const others = wanted.filter((task) => task.deployment !== primary);
  const { desiredCount } = service;
  const surplus = ours.slice(desiredCount);
  if (primary.rolloutState === 'FAILED') return { start: 0, stop: surplus };
  const lifecycle = primary.rollingBackFrom ? undefined : primary.serviceDeployment.lifecycle;
  const mayStart = (lifecycle === undefined || hasReached(lifecycle, 'SCALE_UP')) && time.now() >= primary.mayStartAt;
  const old = others.filter((task) => task.deployment.revision === lifecycle?.source);
  const keep = othersAreKept(primary, time) ? (primary.rollingBackFrom ? others : old.slice(0, desiredCount)) : [];
  return {
    start: mayStart ? Math.max(0, desiredCount - ours.length) : 0,
    stop: [...surplus, ...others.filter((task) => !keep.includes(task))],
  };
}

function othersAreKept({ rollingBackFrom, rolloutState, serviceDeployment }: Deployment, time: SimulatedTime): boolean {
  if (rollingBackFrom) {
    const { rollback } = rollingBackFrom.serviceDeployment;
    return time.now() - (rollback?.startedAt ?? 0) < time.lasts(durations.trafficShift);
  }
  const { lifecycle } = serviceDeployment;
  return rolloutState === 'IN_PROGRESS' && lifecycle !== undefined && !hasReached(lifecycle, 'CLEAN_UP');
}

/** Sets the weights of the service's own rules to what they are to be, whoever changed them meanwhile. */
export function enforceRules(service: Service, loadBalancing: LoadBalancing): void {
  const primary = primaryOf(service);
  const share = shareOf(primary);
  service.loadBalancers.forEach((balancer, index) => {
    const serving = primary.revision.targetGroups[index]?.arn;
    if (balancer.advancedConfiguration === undefined || serving === undefined) return;
    setWeights(loadBalancing, balancer, (arn) => (arn === serving ? share : 100 - share));
  });
}

const shareOf = ({ rolloutState, rollingBackFrom, serviceDeployment: { lifecycle } }: Deployment): number =>
  rolloutState === 'COMPLETED' || rollingBackFrom || lifecycle === undefined ? 100 : lifecycle.share;

function setWeights(
  { loadBalancers }: LoadBalancing,
  { targetGroupArn, advancedConfiguration }: LoadBalancerOfService,
  weightOf: (arn: string) => number,
): void {
  const ruleArn = advancedConfiguration?.productionListenerRule;
  const owner = [...loadBalancers.values()].find(({ rules }) => rules.some(({ arn }) => arn === ruleArn));
  const rule = owner?.rules.find(({ arn }) => arn === ruleArn);
  if (!owner || !rule || advancedConfiguration === undefined) return;
  const wanted = [targetGroupArn, advancedConfiguration.alternateTargetGroupArn].map((arn) => ({
    targetGroupArn: arn,
    weight: Math.round(weightOf(arn)),
  }));
  if (JSON.stringify(rule.forwardTo) === JSON.stringify(wanted)) return;
  rule.forwardTo = wanted;
  publishRules(owner);
}

/** Per cent of the production traffic that the target and a source of a service deployment are to have. */
export function requestedShare(
  { status, lifecycle }: ServiceDeployment,
  isTarget: boolean,
  isServing: boolean,
): number {
  const target = /^ROLLBACK_(IN_PROGRESS|SUCCESSFUL)$/.test(status)
    ? 0
    : status === 'SUCCESSFUL'
      ? 100
      : (lifecycle?.share ?? 0);
  if (isTarget) return target;
  return isServing ? 100 - target : 0;
}
