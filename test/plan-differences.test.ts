import { describe, expect, it } from 'vitest';
import { differencesBetween } from '../src/plan/differences.js';
import type { SeenContainer } from '../src/situation.js';
import { arn, aSituation } from './support/a-situation.js';

/** v1.2.3 and v1.2.2 with the same image. */
function differences(before: Partial<SeenContainer>, after: Partial<SeenContainer>) {
  const situation = aSituation();
  const given = new Map([
    [arn(124), before],
    [arn(121), after],
  ]);
  const releases = situation.releases.map((release) => ({
    ...release,
    containers: release.containers.map((each) => ({ ...each, image: 'api:1', ...given.get(release.taskDefinition) })),
  }));
  return differencesBetween({ ...situation, releases }, arn(124), arn(121));
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

  it('is a container that only one of them has', () => {
    expect(differences({ name: 'sidecar' }, {})).toEqual([
      'sidecar: api:1 → no such container',
      `${name}: no such container → api:1`,
    ]);
  });
});
