import { describe, expect, it } from 'vitest';
import { differencesBetween } from '../src/plan/differences.js';
import type { SeenContainer, TargetGroupFacts } from '../src/situation.js';
import { arn, aSituation } from './support/a-situation.js';

/** v1.2.3 and v1.2.2 with the same image. */
function differences(
  before: Partial<SeenContainer>,
  after: Partial<SeenContainer>,
  group: Pick<TargetGroupFacts, 'healthCheckOwnPort'> = {},
) {
  const situation = aSituation();
  const given = new Map([
    [arn(124), before],
    [arn(121), after],
  ]);
  const releases = situation.releases.map((release) => ({
    ...release,
    containers: release.containers.map((each) => ({ ...each, image: 'api:1', ...given.get(release.taskDefinition) })),
  }));
  const known = situation.targetGroups.state === 'known' ? situation.targetGroups.value : [];
  const targetGroups = { state: 'known', value: known.map((each) => ({ ...each, ...group })) } as const;
  return differencesBetween({ ...situation, releases, targetGroups }, arn(124), arn(121));
}

const [container] = aSituation().releases[0]?.containers ?? [];
const name = container?.name ?? '';

describe('what differs between the release that is left and the target', () => {
  it('is nothing where container, image, ports and health check are the same', () => {
    const same = { ports: ['8003/tcp'], healthCheck: 'none' };
    expect(differences(same, same)).toEqual([]);
    expect(differences({ image: 'api:2' }, {})).toEqual([`${name}: api:2 → api:1`]);
  });

  it('are the ports and the health check of a container too', () => {
    const before = { ports: ['8003/tcp'], healthCheck: 'CMD-SHELL curl -f localhost:8003/ready, every 30 s' };
    expect(differences(before, { ports: ['8000/tcp'], healthCheck: 'none' })).toEqual([
      `${name}: ports 8003/tcp → ports 8000/tcp`,
      `${name}: health check CMD-SHELL curl -f localhost:8003/ready, every 30 s → health check none`,
    ]);
  });

  it('is not claimed of what nobody looked at', () => {
    expect(differences({ ports: ['8003/tcp'] }, { healthCheck: 'none' })).toEqual([]);
  });

  it('is the health check of a target group whose port the target does not open', () => {
    const [before, after] = [{ ports: ['8003/tcp', '9000/tcp'] }, { ports: ['8003/tcp'] }];
    const asks = (port: number) => ({ healthCheckOwnPort: { port, path: '/ready' } });
    const onlyPorts = differences(before, after);
    expect(differences(before, after, asks(9000))).toEqual([
      ...onlyPorts,
      'target group applylens-api-prod: its health check (port 9000, /ready) stays, and the target opens 8003/tcp: change it, or no task gets healthy',
    ]);
    // The port that gets the traffic, one that neither opens by itself (a host's), and ports that nobody looked at.
    for (const given of [{}, asks(8003), asks(32768)]) expect(differences(before, after, given)).toEqual(onlyPorts);
    expect(differences(before, {}, asks(9000))).toEqual([]);
  });

  it('is a container that only one of them has', () => {
    expect(differences({ name: 'sidecar' }, {})).toEqual([
      'sidecar: api:1 → no such container',
      `${name}: no such container → api:1`,
    ]);
  });
});
