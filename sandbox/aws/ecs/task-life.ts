// One task from PROVISIONING to STOPPED, with the durations captured on Fargate (facts §3).
import type { RunningTask, SimulatedTime, TaskRuntime } from '../../world.js';
import { durations } from '../durations.js';
import type { Registry } from '../ecr/registry.js';
import type { LogGroups } from '../logs/log-groups.js';
import type { ParameterStore } from '../ssm/parameter-store.js';
import { newTask } from './new-task.js';
import type { Deployment, Service, StopCode, Task, TaskDefinition, TaskStatus } from './records.js';
import { startContainer } from './start-container.js';
import { stoppedReasons } from './wording.js';

export interface TaskLifeNeeds {
  readonly time: SimulatedTime;
  readonly registry: Registry;
  readonly runtime: TaskRuntime;
  readonly logs: LogGroups;
  readonly parameters: ParameterStore;
  readonly definitionOf: (arn: string) => TaskDefinition;
  /** Takes the task out of its target groups; resolves when the drain is over. */
  readonly deregister: (service: Service, task: Task) => Promise<void>;
  /** Says which tasks leave their target groups. */
  readonly announceLeaving: (service: Service, tasks: readonly Task[]) => void;
  /** Keeps a promise whose failure after the sandbox stopped means nothing. */
  readonly background: (work: Promise<void>) => void;
}

export interface TaskLife {
  start(service: Service, deployment: Deployment): Task;
  /**
   * A task that has been RUNNING since then (milliseconds since the epoch), for a production that has a past.
   * @throws Error with the stopped reason when its container does not start
   */
  adopt(service: Service, deployment: Deployment, runningSince: number): Promise<Task>;
  /** Orders a stop: desiredStatus changes at once, the rest follows. */
  stop(service: Service, task: Task, why: { code: StopCode; reason: string }): void;
}

export function createTaskLife(needs: TaskLifeNeeds): TaskLife {
  return {
    start(service, deployment) {
      const task = newTask(service, deployment, needs.time.now());
      service.tasks.set(task.id, task);
      needs.background(comeUp(needs, service, task));
      return task;
    },
    adopt: (service, deployment, runningSince) => adopt(needs, service, deployment, runningSince),
    stop(service, task, { code, reason }) {
      if (task.desiredStatus === 'STOPPED') return;
      task.stopCode = code;
      task.stoppedReason = reason;
      task.desiredStatus = 'STOPPED';
      move(task, task.running ? 'DEACTIVATING' : 'STOPPING');
      task.stopOrdered.abort();
      if (task.running) needs.background(goDown(needs, service, task, task.running));
    },
  };
}

async function comeUp(needs: TaskLifeNeeds, service: Service, task: Task): Promise<void> {
  const { time } = needs;
  const ordered = task.stopOrdered.signal;
  const reached = async (status: TaskStatus, awsSeconds: number): Promise<boolean> => {
    await time.pass(awsSeconds, ordered).catch((reason: unknown) => {
      if (!ordered.aborted) throw reason;
    });
    if (!ordered.aborted) move(task, status);
    return !ordered.aborted;
  };
  if (!(await reached('PENDING', provisioningSeconds()))) return vanish(needs, task);
  task.pullStartedAt = time.now();
  if (!(await reached('ACTIVATING', durations.pull))) return vanish(needs, task);
  const container = await startContainer(needs, service, task);
  if ('failed' in container) return failToStart(needs, task, container.failed);
  task.running = container.running;
  if (ordered.aborted) return goDown(needs, service, task, container.running);
  needs.background(watchExit(needs, service, task, container.running));
  if (!(await reached('RUNNING', durations.activation))) return;
  task.startedAt = time.now();
}

async function adopt(
  needs: TaskLifeNeeds,
  service: Service,
  deployment: Deployment,
  runningSince: number,
): Promise<Task> {
  const { time } = needs;
  const pulled = runningSince - time.lasts(durations.activation);
  const pullStarted = pulled - time.lasts(durations.pull);
  const task = newTask(service, deployment, pullStarted - time.lasts(durations.provisioningShortest));
  const container = await startContainer(needs, service, task);
  if ('failed' in container) throw new Error(container.failed);
  Object.assign(task, {
    pullStartedAt: pullStarted,
    pullStoppedAt: pulled,
    startedAt: runningSince,
    running: container.running,
    healthy: true,
    version: 3,
  });
  move(task, 'RUNNING');
  service.tasks.set(task.id, task);
  needs.background(watchExit(needs, service, task, container.running));
  return task;
}

function provisioningSeconds(): number {
  const { provisioningShortest, provisioningLongest } = durations;
  return provisioningShortest + Math.random() * (provisioningLongest - provisioningShortest);
}

/** DEACTIVATING (drains) → STOPPING (SIGTERM) → DEPROVISIONING → STOPPED. */
async function goDown(needs: TaskLifeNeeds, service: Service, task: Task, running: RunningTask): Promise<void> {
  const { time } = needs;
  await needs.deregister(service, task);
  move(task, 'STOPPING');
  task.stoppingAt = time.now();
  const [exitCode] = await Promise.all([running.stop(), time.pass(durations.stopping)]);
  task.exitCode ??= exitCode ?? 0;
  task.executionStoppedAt ??= time.now();
  await deprovision(needs, task);
}

async function watchExit(needs: TaskLifeNeeds, service: Service, task: Task, running: RunningTask): Promise<void> {
  const { exitCode, reason } = await running.exited;
  if (task.executionStoppedAt !== undefined || task.stoppingAt !== undefined) return;
  task.exitCode = exitCode;
  task.executionStoppedAt = needs.time.now();
  task.failed ||= task.startedAt === undefined;
  if (/OutOfMemory/i.test(reason)) task.containerReason = reason;
  if (task.desiredStatus === 'STOPPED') return;
  task.desiredStatus = 'STOPPED';
  task.stopCode = 'EssentialContainerExited';
  task.stoppedReason = stoppedReasons.containerExited;
  task.stoppingAt = needs.time.now();
  task.stopOrdered.abort();
  move(task, 'STOPPING');
  needs.announceLeaving(service, [task]);
  needs.background(needs.deregister(service, task));
  await deprovision(needs, task);
}

async function failToStart({ time }: TaskLifeNeeds, task: Task, reason: string): Promise<void> {
  task.failed = true;
  task.executionStoppedAt = time.now();
  await time.pass(durations.failedPullToStopping);
  task.desiredStatus = 'STOPPED';
  task.stopCode ??= 'TaskFailedToStart';
  task.stoppedReason ??= reason;
  task.stoppingAt = time.now();
  move(task, 'DEPROVISIONING');
  await time.pass(durations.failedPullToStopped);
  end(task, time.now());
}

/** Stopped before its container ran. */
async function vanish(needs: TaskLifeNeeds, task: Task): Promise<void> {
  task.stoppingAt = needs.time.now();
  await deprovision(needs, task);
}

async function deprovision({ time }: TaskLifeNeeds, task: Task): Promise<void> {
  move(task, 'DEPROVISIONING');
  await time.pass(durations.deprovisioning);
  end(task, time.now());
}

function end(task: Task, now: number): void {
  task.stoppedAt = now;
  delete task.running;
  move(task, 'STOPPED');
}

function move(task: Task, status: TaskStatus): void {
  task.lastStatus = status;
  task.version += 1;
}
