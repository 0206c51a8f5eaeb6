import { describe, expect, it } from 'vitest';
import { newestDeploymentAt } from '../src/target/as-of.js';
import { arn, aServiceDeployment, aSituation, minutesAgo, now } from './support/a-situation.js';

const deployment = (revision: number, status: 'PRIMARY' | 'ACTIVE', createdAt: string) => ({
  id: `ecs-svc/${revision}`,
  status,
  taskDefinition: arn(revision),
  desired: 4,
  running: 2,
  pending: 0,
  failedTasks: 0,
  createdAt,
});
const bad = '2026-11-23T02:55:00.000Z';
const record = aSituation().serviceDeployments;
const past = record.state === 'known' ? record.value : [];
const ours = {
  taskDefinition: arn(121),
  deployments: [deployment(121, 'PRIMARY', minutesAgo(1)), deployment(124, 'ACTIVE', bad)],
};
const withOurs = aSituation({
  service: ours,
  serviceDeployments: {
    state: 'known',
    value: [aServiceDeployment({ of: 121, source: 124, createdAt: minutesAgo(1), status: 'IN_PROGRESS' }), ...past],
  },
});
const marked = (to: number) => ({
  ...withOurs,
  service: {
    ...withOurs.service,
    unfinished: { runKey: 'run-1', from: 124, to, at: minutesAgo(1), breakerRollback: true, alarms: 'off' as const },
  },
});

describe('the newest deployment that is not our own', () => {
  it('is the newest of all at the first look', () => {
    expect(newestDeploymentAt(aSituation())).toBe(bad);
    expect(newestDeploymentAt(withOurs)).toBe(minutesAgo(1));
  });

  it('is the one before the deployment that an unfinished rollback left', () => {
    expect(newestDeploymentAt(marked(121))).toBe(bad);
  });

  it('is not changed by the mark of another rollback', () => {
    expect(newestDeploymentAt(marked(119))).toBe(minutesAgo(1));
  });

  it('is the one before the acceptance when the run may have forgotten what it did', () => {
    expect(newestDeploymentAt(withOurs, minutesAgo(5))).toBe(bad);
  });

  it('is the look itself where nothing was ever deployed', () => {
    const empty = aSituation({ service: { deployments: [] }, serviceDeployments: { state: 'known', value: [] } });
    expect(newestDeploymentAt(empty)).toBe(now);
  });
});
