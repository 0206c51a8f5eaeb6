// ECS put together: what it remembers, its scheduler's clock, and the lives of its tasks.
import type { SimulatedTime, TaskRuntime } from '../../world.js';
import type { Alarms } from '../cloudwatch/alarms.js';
import { durations } from '../durations.js';
import type { Registry } from '../ecr/registry.js';
import type { LoadBalancing } from '../elbv2/load-balancing.js';
import type { LogGroups } from '../logs/log-groups.js';
import type { ParameterStore } from '../ssm/parameter-store.js';
import { type EcsState, findTaskDefinition, ownersIn, servicesOf } from './lookup.js';
import { createReadAfterWrite, type ReadAfterWrite } from './read-after-write.js';
import type { Service, Task } from './records.js';
import { type SchedulerNeeds, scheduleService } from './scheduler.js';
import { createTargetRegistration } from './target-registration.js';
import { createTaskLife } from './task-life.js';
import { createVcpus } from './vcpus.js';

export interface SimulatedEcs extends EcsState, SchedulerNeeds {
  readonly registry: Registry;
  readonly reads: ReadAfterWrite;
  /** Runs the scheduler until stopped. */
  run(): void;
  /** Ends the scheduler and every running task. */
  stop(): Promise<void>;
}

export interface EcsNeeds {
  readonly time: SimulatedTime;
  readonly registry: Registry;
  readonly runtime: TaskRuntime;
  readonly loadBalancing: LoadBalancing;
  readonly alarms: Alarms;
  readonly logs: LogGroups;
  readonly parameters: ParameterStore;
}

const shortestRoundMilliseconds = 40;
const stoppedTasksKeptSeconds = 3600;

export function createEcs(given: EcsNeeds): SimulatedEcs {
  const { time, registry, runtime, loadBalancing, alarms, logs, parameters } = given;
  const state: EcsState = { clusters: new Map(), taskDefinitions: new Map() };
  let clock: NodeJS.Timeout | undefined;
  let stopped = false;
  const services = () => servicesOf(state);
  const owners = () => [...state.clusters.values()].flatMap(ownersIn);
  const targets = createTargetRegistration(loadBalancing, time);
  const life = createTaskLife({
    time,
    registry,
    runtime,
    logs,
    parameters,
    background: (work) => void work.catch((reason: unknown) => stopped || fail(reason)),
    definitionOf: (arn) => findTaskDefinition(state, arn),
    ...targets,
  });
  const needs = { time, life, targets, alarms, loadBalancing, vcpus: createVcpus(state) };
  const round = (): void => {
    for (const service of services()) scheduleService(needs, service);
    for (const owner of owners()) forgetLongStopped(owner, time);
  };
  return {
    ...state,
    ...needs,
    registry,
    reads: createReadAfterWrite(time),
    run() {
      clock = setInterval(round, Math.max(shortestRoundMilliseconds, time.lasts(durations.schedulerRound)));
    },
    async stop() {
      stopped = true;
      clearInterval(clock);
      await Promise.allSettled(owners().flatMap(({ tasks }) => [...tasks.values()].map(stopContainer)));
    },
  };
}

function fail(reason: unknown): never {
  throw reason;
}

async function stopContainer({ running }: Task): Promise<void> {
  await running?.stop();
}

/** Stopped tasks stay describable for an hour (DG23). */
function forgetLongStopped(service: Service, time: SimulatedTime): void {
  const oldest = time.now() - time.lasts(stoppedTasksKeptSeconds);
  for (const [id, { stoppedAt }] of service.tasks) {
    if (stoppedAt !== undefined && stoppedAt < oldest) service.tasks.delete(id);
  }
}
