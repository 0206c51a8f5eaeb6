// The vCPUs that Fargate gives the account at once, and those that its tasks have.
import { type EcsState, findTaskDefinition, ownersIn } from './lookup.js';

export interface Vcpus {
  limit: number;
  /** Of all tasks that are not STOPPED yet, of services and of RunTask alike. */
  inUse(): number;
  /** How many of so many more tasks with this definition find a place. */
  placesFor(taskDefinition: string, tasks: number): number;
}

/** As an account has that has been in use for a while; a new one has 6. */
const usualLimit = 4_000;

export function createVcpus(state: EcsState): Vcpus {
  const vcpusOf = (arn: string) => Number(findTaskDefinition(state, arn).registered.cpu ?? '256') / 1024;
  const inUse = () =>
    [...state.clusters.values()]
      .flatMap(ownersIn)
      .flatMap(({ tasks }) => [...tasks.values()])
      .filter(({ lastStatus }) => lastStatus !== 'STOPPED')
      .reduce((sum, { deployment }) => sum + vcpusOf(deployment.taskDefinition), 0);
  return {
    limit: usualLimit,
    inUse,
    placesFor(taskDefinition, tasks) {
      const places = Math.floor((this.limit - inUse()) / vcpusOf(taskDefinition));
      return Math.max(0, Math.min(tasks, places));
    },
  };
}
