import type { SeenRelease, Situation } from '../situation.js';

/** What differs between two task definitions, as far as a look sees it: images by container. */
export function differencesBetween({ releases }: Situation, from: string, to: string): string[] {
  const [left, target] = [from, to].map((arn) => releases.find(({ taskDefinition }) => taskDefinition === arn));
  if (left === undefined || target === undefined) return [];
  const containers = [...new Set([left, target].flatMap((each) => each.containers.map(({ name }) => name)))];
  return containers.flatMap((name) => {
    const [before, after] = [imageIn(left, name), imageIn(target, name)];
    return before === after ? [] : [`${name}: ${before ?? 'no such container'} → ${after ?? 'no such container'}`];
  });
}

const imageIn = ({ containers }: SeenRelease, container: string): string | undefined =>
  containers.find(({ name }) => name === container)?.image;
