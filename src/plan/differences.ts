import type { SeenContainer, SeenRelease, Situation } from '../situation.js';

const facets: readonly ((container: SeenContainer) => string | undefined)[] = [
  ({ image }) => image,
  ({ ports }) => ports && `ports ${ports.join(', ') || 'none'}`,
  ({ healthCheck }) => healthCheck && `health check ${healthCheck}`,
];

/** What differs between two task definitions, as far as a look sees it: by container its image, ports and health check. */
export function differencesBetween({ releases }: Situation, from: string, to: string): string[] {
  const [left, target] = [from, to].map((arn) => releases.find(({ taskDefinition }) => taskDefinition === arn));
  if (left === undefined || target === undefined) return [];
  const names = [...new Set([left, target].flatMap((each) => each.containers.map(({ name }) => name)))];
  return names.flatMap((name) => {
    const [before, after] = [containerIn(left, name), containerIn(target, name)];
    if (before === undefined || after === undefined) return [`${name}: ${imageOf(before)} → ${imageOf(after)}`];
    return facets.flatMap((facet) => {
      const [was, is] = [facet(before), facet(after)];
      return was === undefined || is === undefined || was === is ? [] : [`${name}: ${was} → ${is}`];
    });
  });
}

const containerIn = ({ containers }: SeenRelease, container: string): SeenContainer | undefined =>
  containers.find(({ name }) => name === container);

const imageOf = (container: SeenContainer | undefined): string => container?.image ?? 'no such container';
