// The container runtime of the simulated production: each task is a real HTTP listener that behaves as its image says.
import type { ApplicationDatabase, Pooling, TaskQueries } from '../database/application-queries.js';
import type { RunningTask, SimulatedTime, TaskRuntime, TaskToRun } from '../world.js';
import { startCommand } from './command-task.js';
import { createErrorShare } from './error-share.js';
import type { ImageBehaviour, Images } from './images.js';
import type { ServiceLabels, TrafficMetrics } from './metrics.js';
import { startLines, stopLines } from './output.js';
import { openClosedDoor, openTaskServer, type ServedTask, type TaskServer } from './task-server.js';

export interface TaskRuntimeSettings {
  readonly images: Images;
  readonly time: SimulatedTime;
  readonly metrics: TrafficMetrics;
  /** What /health says of what the application stands on; nothing unless given. */
  readonly standing?: () => Readonly<Record<string, string>>;
  /** Where the queries of an application that has some are asked; all are answered unless given. */
  readonly database?: Pick<ApplicationDatabase, 'open'>;
  /** Where users' mail is read; it is always there unless given. */
  readonly mail?: ServedTask['mail'];
}

const allAnswered: Pick<ApplicationDatabase, 'open'> = {
  open: () => ({ ask: async () => undefined, lately: () => undefined, close: async () => undefined }),
};

const goldenRatio = 0.618;

/**
 * Runs tasks. The metrics' labels come from the container's SERVICE_NAME and ENVIRONMENT, else the ECS service's name and "".
 * An image that exits at the start does start: its `exited` resolves at once, as ECS reports such a task with an exit code.
 * @throws Error from `start`, its message being the ECS stopped reason, when nobody pushed the image's digest
 */
export function createTaskRuntime(settings: TaskRuntimeSettings): TaskRuntime {
  const { images, time, metrics, standing = () => ({}), database = allAnswered } = settings;
  const { mail = async () => undefined } = settings;
  let started = 0;
  return {
    async start(task) {
      const behaviour = images.behaviourOf(task.imageDigest);
      if (!behaviour) throw new Error(cannotPull(task.image));
      if (task.command !== undefined) return startCommand(task, behaviour.files ?? {});
      const errors = createErrorShare((started++ * goldenRatio) % 1);
      for (const line of startLines(behaviour)) task.print(line);
      const current = () => images.behaviourOf(task.imageDigest) ?? behaviour;
      if (!listensAtAll(behaviour))
        return runUntilItEnds(await openClosedDoor(), behaviour, { time, print: task.print });
      const labels = labelsOf(task);
      const queries = database.open(poolingOf(behaviour, labels, metrics));
      const standsOn = { standing, queries, mail };
      const served = { task, labels, startedAt: new Date(time.now()), current, errors, metrics, ...standsOn };
      const server = await openTaskServer(served);
      return runUntilItEnds(withConnections(server, queries), behaviour, { time, print: task.print });
    },
  };
}

const labelsOf = ({ environment, serviceName }: TaskToRun): ServiceLabels => ({
  service: environment.SERVICE_NAME ?? serviceName,
  environment: environment.ENVIRONMENT ?? '',
});

function poolingOf({ version, connections }: ImageBehaviour, labels: ServiceLabels, metrics: TrafficMetrics): Pooling {
  const leaks = createErrorShare();
  return {
    waitSeconds: connections?.waitSeconds,
    keeps: () => leaks.fails(connections?.leaked ?? 0),
    onAttempt: (failed) => metrics.connected({ ...labels, version, failed }),
  };
}

/** Nothing waits for what the process leaves behind. */
const withConnections = (server: TaskServer, { close }: Pick<TaskQueries, 'close'>): TaskServer => ({
  ...server,
  close: () => server.close().finally(() => void close()),
  kill: () => server.kill().finally(() => void close()),
});

function cannotPull(image: TaskToRun['image']): string {
  return `CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref ${image}: ${image}: not found`;
}

function listensAtAll({ listens, startsUp }: ImageBehaviour): boolean {
  return listens && (startsUp === true || startsUp.after !== 'start');
}

function runUntilItEnds(
  server: TaskServer,
  { startsUp }: ImageBehaviour,
  { time, print }: { time: SimulatedTime } & Pick<TaskToRun, 'print'>,
): RunningTask {
  const stopped = new AbortController();
  const exited = new Promise<Awaited<RunningTask['exited']>>((resolve) => {
    if (startsUp === true) return;
    const { exitCode, after } = startsUp;
    const exit = async () => {
      await server.kill();
      resolve({ exitCode, reason: 'Essential container in task exited' });
    };
    time.pass(after === 'start' ? 0 : after, stopped.signal).then(exit, () => undefined);
  });
  return {
    port: server.port,
    exited,
    async stop() {
      stopped.abort();
      for (const line of stopLines) print(line);
      await server.close();
    },
  };
}
