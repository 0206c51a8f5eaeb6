// Tasks in and out of target groups, and the events that tell of it (facts §2).
import type { SimulatedTime, TargetHealth } from '../../world.js';
import type { LoadBalancing, TargetGroup } from '../elbv2/load-balancing.js';
import { primaryOf } from './counts.js';
import { noteEvent } from './event-log.js';
import type { Service, Task } from './records.js';
import { eventTexts } from './wording.js';

export interface TargetRegistration {
  /** Registers every running task that is not yet. */
  registerRunning(service: Service): void;
  /** Resolves when the deregistration delay is over. */
  deregister(service: Service, task: Task): Promise<void>;
  /** Says which tasks leave; call it once for those that are stopped together. */
  announceLeaving(service: Service, tasks: readonly Task[]): void;
  /** By target group ARN and task id. */
  healthOf(service: Service): (targetGroupArn: string, taskId: string) => TargetHealth | undefined;
}

export function createTargetRegistration({ targetGroups }: LoadBalancing, time: SimulatedTime): TargetRegistration {
  const group = (arn: string) => known(targetGroups, arn);
  const target = ({ id, running }: Task) => ({ id, port: running?.port ?? 0 });
  return {
    registerRunning(service) {
      const ready = [...service.tasks.values()].filter(
        (task) => task.lastStatus === 'RUNNING' && task.running && task.registeredWith.length === 0,
      );
      for (const task of ready) {
        task.registeredWith = task.deployment.revision.targetGroups.map(({ arn }) => arn);
        for (const arn of task.registeredWith) group(arn).loadBalancer.router.register(arn, target(task));
      }
      for (const [arn, count] of countedByGroup(ready)) {
        noteEvent(service, eventTexts(service.name).registered(count, arn), time.now());
      }
    },
    async deregister(service, task) {
      const groups = task.registeredWith.map((arn) => [group(arn).loadBalancer.router, arn] as const);
      await Promise.all(groups.map(([router, arn]) => router.deregister(arn, target(task))));
    },
    announceLeaving: (service, tasks) => announceLeaving(service, tasks, time.now()),
    healthOf(service) {
      const seen = new Map(
        [...countedByGroup(service.tasks.values()).keys()].map((arn) => {
          const healths = group(arn).loadBalancer.router.health(arn);
          return [arn, new Map(healths.map((health) => [health.target.id, health]))];
        }),
      );
      return (arn, id) => seen.get(arn)?.get(id);
    },
  };
}

function countedByGroup(tasks: Iterable<Task>): ReadonlyMap<string, number> {
  const counted = new Map<string, number>();
  for (const { registeredWith } of tasks) {
    for (const arn of registeredWith) counted.set(arn, (counted.get(arn) ?? 0) + 1);
  }
  return counted;
}

function known(targetGroups: LoadBalancing['targetGroups'], arn: string): TargetGroup {
  const found = targetGroups.get(arn);
  if (found === undefined) throw new Error(`No target group ${arn}`);
  return found;
}

function announceLeaving(service: Service, tasks: readonly Task[], now: number): void {
  const texts = eventTexts(service.name);
  const registered = tasks.filter(({ registeredWith }) => registeredWith.length > 0);
  for (const [arn, count] of countedByGroup(registered)) noteEvent(service, texts.deregistered(count, arn), now);
  const primary = primaryOf(service);
  for (const deployment of new Set(registered.map((task) => task.deployment))) {
    const count = registered.filter((task) => task.deployment === deployment).length;
    noteEvent(service, texts.draining(count, deployment === primary ? undefined : deployment.id), now);
  }
}
