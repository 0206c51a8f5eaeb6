import type { SeenRelease, Situation } from '../src/situation.js';

/** A look goes through the history of every run: far below Temporal's limit of 2 MB for one payload. */
const mostBytes = 60_000;
const fewestReleases = 3;

/** The situation without its oldest releases that do not serve, until it fits. */
export function withinSize(situation: Situation): Situation {
  let smaller = situation;
  while (sizeOf(smaller) > mostBytes && smaller.releases.length > fewestReleases) {
    const dropped = oldestNotServing(smaller);
    if (dropped === undefined) break;
    smaller = { ...smaller, areOlder: true, releases: smaller.releases.filter((release) => release !== dropped) };
  }
  return smaller;
}

const sizeOf = (situation: Situation): number => new TextEncoder().encode(JSON.stringify(situation)).length;

function oldestNotServing({ releases, service }: Situation): SeenRelease | undefined {
  const serving = new Set([service.taskDefinition, ...service.deployments.map(({ taskDefinition }) => taskDefinition)]);
  return releases.findLast(({ taskDefinition }) => !serving.has(taskDefinition));
}
