import type { Situation } from '../../situation.js';

/** ISO time at which a task definition was deployed the last time before that moment; undefined where nothing tells. */
export function lastDeployedAt(
  { serviceDeployments }: Pick<Situation, 'serviceDeployments'>,
  taskDefinition: string,
  before: string,
): string | undefined {
  if (serviceDeployments.state !== 'known') return undefined;
  return serviceDeployments.value
    .filter((each) => each.taskDefinition === taskDefinition && each.status === 'SUCCESSFUL' && each.createdAt < before)
    .map(({ startedAt, createdAt }) => startedAt ?? createdAt)
    .toSorted()
    .at(-1);
}
