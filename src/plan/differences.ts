import type { SeenContainer, SeenRelease, Situation, TargetGroupFacts } from '../situation.js';

const facets: readonly ((container: SeenContainer) => string | undefined)[] = [
  ({ image }) => image,
  ({ ports }) => ports && `ports ${ports.join(', ') || 'none'}`,
  ({ healthCheck }) => healthCheck && `health check ${healthCheck}`,
];

/** What differs between two task definitions, as far as a look sees it: by container its image, ports and health check; and what stays as it is and fits one only. */
export function differencesBetween({ releases, targetGroups }: Situation, from: string, to: string): string[] {
  const [left, target] = [from, to].map((arn) => releases.find(({ taskDefinition }) => taskDefinition === arn));
  if (left === undefined || target === undefined) return [];
  const groups = targetGroups.state === 'known' ? targetGroups.value : [];
  return [...ofContainers(left, target), ...groups.flatMap((group) => healthCheckStays(group, left, target))];
}

function ofContainers(left: SeenRelease, target: SeenRelease): string[] {
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

/** No deployment changes the load balancer's health check: a port that only the release we leave opens is asked in vain. */
function healthCheckStays({ name, healthCheckOwnPort: own }: TargetGroupFacts, left: SeenRelease, target: SeenRelease) {
  if (own === undefined) return [];
  const [before, after] = [portsOf(left), portsOf(target)];
  const isOpen = (ports: readonly string[] | undefined) => ports?.includes(`${own.port}/tcp`);
  if (isOpen(before) !== true || isOpen(after) !== false) return [];
  const where = `port ${own.port}${own.path === undefined ? '' : `, ${own.path}`}`;
  return [
    `target group ${name}: its health check (${where}) stays, and the target opens ${after?.join(', ') || 'no port'}: change it, or no task gets healthy`,
  ];
}

/** Undefined where nobody looked at one of them. */
function portsOf({ containers }: SeenRelease): readonly string[] | undefined {
  const all = containers.map(({ ports }) => ports);
  return all.includes(undefined) ? undefined : all.flatMap((ports) => ports ?? []);
}
