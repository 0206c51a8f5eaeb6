// What one round of the service scheduler would start and stop: a pure function of what runs (facts/aws.md §1, facts §1).

export interface CountedTask {
  readonly id: string;
  readonly deployment: string;
  readonly createdAt: number;
  readonly running: boolean;
  readonly healthy: boolean;
  /** Not to be stopped. */
  readonly protected: boolean;
}

export interface RolloutSituation {
  readonly desired: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly primary: string;
  /** False once the deployment FAILED, or while the restart throttle holds it back. */
  readonly mayStart: boolean;
  /** Tasks that are wanted: on their way up or running. */
  readonly tasks: readonly CountedTask[];
}

export interface Round {
  readonly start: number;
  readonly stop: readonly string[];
  /** The percentages allow neither a start nor a stop, and the rollout is not over. */
  readonly stuck: boolean;
}

/** Decides one round. Percentages: minimum rounded up, maximum rounded down (facts/aws.md §1). */
export function nextRound(situation: RolloutSituation): Round {
  const { desired, primary, tasks, mayStart } = situation;
  const lowest = Math.ceil((desired * situation.minimumHealthyPercent) / 100);
  const highest = Math.floor((desired * situation.maximumPercent) / 100);
  const ours = tasks.filter((task) => task.deployment === primary);
  const others = tasks.filter((task) => task.deployment !== primary);

  const surplus = firstToGo(ours.filter(mayGo)).slice(0, Math.max(0, ours.length - desired));
  const missing = mayStart ? Math.max(0, desired - ours.length) : 0;
  const room = Math.max(0, highest - tasks.length);
  const stop = [...surplus, ...superseded(situation, others, lowest, missing - room)];

  const start = Math.min(missing, room);
  const stuck = missing > 0 && start === 0 && stop.length === 0 && highest <= lowest && others.length > 0;
  return { start, stop: stop.map((task) => task.id), stuck };
}

/** Which old tasks may go: those the new healthy ones replace, and as many more as the missing room demands. */
function superseded(
  { desired, primary, tasks }: RolloutSituation,
  others: readonly CountedTask[],
  lowest: number,
  lackingRoom: number,
): readonly CountedTask[] {
  const healthyNew = tasks.filter((task) => task.deployment === primary && task.healthy).length;
  const healthyOld = others.filter((task) => task.healthy).length;
  const keep = Math.max(0, desired - healthyNew);
  const wantedGone = Math.max(others.length - keep, lackingRoom);
  const maySpare = Math.max(0, healthyNew + healthyOld - lowest);

  const toGo = firstToGo(others.filter(mayGo));
  const unhealthy = toGo.filter((task) => !task.healthy);
  const healthy = toGo.filter((task) => task.healthy);
  return [...unhealthy, ...healthy.slice(0, maySpare)].slice(0, Math.max(0, wantedGone));
}

const mayGo = (task: CountedTask): boolean => !task.protected;

/** Not running before running, unhealthy before healthy, young before old. */
function firstToGo(tasks: readonly CountedTask[]): readonly CountedTask[] {
  const rank = (task: CountedTask): number => Number(task.running) + Number(task.healthy);
  return [...tasks].sort((a, b) => rank(a) - rank(b) || b.createdAt - a.createdAt);
}
