// When a deployment is COMPLETED, and when its service has reached a steady state (facts §1, §4).
import type { SimulatedTime } from '../../world.js';
import type { Alarms } from '../cloudwatch/alarms.js';
import { durations } from '../durations.js';
import { isWanted, primaryOf } from './counts.js';
import { bakeSeconds } from './deployment-alarms.js';
import { completeDeployment } from './deployments.js';
import { noteEvent, noteEventOnce } from './event-log.js';
import { hasReached } from './lifecycle.js';
import type { Deployment, Service } from './records.js';
import { isProtected } from './task-protection.js';
import { eventTexts } from './wording.js';

export interface SettlingNeeds {
  readonly time: SimulatedTime;
  readonly alarms: Alarms;
}

/** COMPLETED when every wanted task is ours and healthy, and it has baked; then steady. */
export function settle({ time, alarms }: SettlingNeeds, service: Service): void {
  const primary = primaryOf(service);
  if (!isComplete(service, primary)) {
    service.steady = false;
    delete primary.bakingSince;
    noteProtected(time, service, primary);
    return;
  }
  if (primary.rolloutState === 'IN_PROGRESS' && isTime({ time, alarms }, service, primary)) {
    completeDeployment(service, primary, time.now());
  }
  if (primary.rolloutState !== 'COMPLETED') return;
  const text = eventTexts(service.name).steady();
  if (!service.steady) noteEvent(service, text, time.now());
  else noteEventOnce(service, text, time.now(), time.lasts(durations.steadyStateRepeat));
  service.steady = true;
}

/** Nothing is left to do but to end tasks that may not be ended. */
function noteProtected(time: SimulatedTime, service: Service, primary: Deployment): void {
  const wanted = [...service.tasks.values()].filter(isWanted);
  const ours = wanted.filter((task) => task.deployment === primary && task.lastStatus === 'RUNNING' && task.healthy);
  const others = wanted.filter((task) => task.deployment !== primary);
  const [first] = others;
  if (first === undefined || ours.length < service.desiredCount) return;
  if (!others.every((task) => isProtected(task, time.now()))) return;
  const text = eventTexts(service.name).protected(first.deployment.id, others.length);
  noteEventOnce(service, text, time.now(), time.lasts(durations.sameEventSilence));
}

function isComplete(service: Service, primary: Deployment): boolean {
  const wanted = [...service.tasks.values()].filter(isWanted);
  return (
    wanted.length === service.desiredCount &&
    wanted.every((task) => task.deployment === primary && task.lastStatus === 'RUNNING' && task.healthy)
  );
}

function isTime({ time, alarms }: SettlingNeeds, { configuration }: Service, primary: Deployment): boolean {
  const now = time.now();
  if (primary.serviceDeployment.status === 'ROLLBACK_REQUESTED') return false;
  if (primary.rollingBackFrom) {
    const { rollback } = primary.rollingBackFrom.serviceDeployment;
    return now - (rollback?.startedAt ?? 0) >= time.lasts(durations.shortestRollback);
  }
  const { lifecycle } = primary.serviceDeployment;
  if (lifecycle) return hasReached(lifecycle, 'CLEAN_UP');
  const { enable, alarmNames } = configuration.alarms;
  if (!enable) return true;
  primary.bakingSince ??= now;
  return now - primary.bakingSince >= time.lasts(bakeSeconds(alarms, alarmNames, configuration.bakeTimeInMinutes));
}
