import { describe, expect, it } from 'vitest';
import { leavesNoRoom, quotaInWords, raiseQuotaCommand, tasksStartedFirst } from '../src/service-quotas.js';
import { aQuota } from './support/a-quota.js';
import { anEntry, aSituation } from './support/a-situation.js';

describe('the tasks that ECS starts before it may stop one', () => {
  const { settings, deployments } = aSituation().service;
  it.each([
    ['ROLLING', 100, 4, 1],
    ['ROLLING', 76, 4, 1],
    ['ROLLING', 75, 4, 0],
    ['ROLLING', 50, 1, 1],
    ['ROLLING', 0, 1, 0],
    ['ROLLING', 100, 0, 0],
    ['BLUE_GREEN', 50, 4, 4],
    ['CANARY', 100, 4, 4],
  ])('%s with a minimum of %d %% and %d tasks: %d', (strategy, minimumHealthyPercent, desired, first) => {
    const service = { deployments, settings: { ...settings, strategy, minimumHealthyPercent }, desired };
    expect(tasksStartedFirst(service)).toBe(first);
  });

  it('are none while another deployment is under way, which makes room', () => {
    const twice = [...deployments, ...deployments];
    expect(tasksStartedFirst({ deployments: twice, settings, desired: 4 })).toBe(0);
  });
});

describe('a quota', () => {
  it.each([
    [7, 8, 1, false],
    [7.25, 8, 1, true],
    [5, 8, 4, true],
    [4, 8, 4, false],
    [8, 8, 0, false],
    [undefined, 8, 1, false],
  ])('of which %s of %s is in use and %s tasks come first leaves no room: %s', (used, limit, tasks, expected) => {
    const { used: _, ...rest } = aQuota({ limit });
    expect(leavesNoRoom(used === undefined ? rest : { ...rest, used }, tasks)).toBe(expected);
  });

  it('is told by name, code and numbers, and by what raises it to room for all tasks once more', () => {
    const { used: _, ...unmeasured } = aQuota();
    expect(quotaInWords(aQuota({ used: 3_998.25, aTask: 0.25 }))).toBe(
      'Fargate On-Demand vCPU resource count (L-3032A538): 3998.25 of 4,000 in use, a task needs 0.25',
    );
    expect(quotaInWords(unmeasured)).toMatch(/: an unknown number of 4,000 in use/);
    expect(raiseQuotaCommand(anEntry(), aQuota({ limit: 6, allTasks: 1.5 }))).toMatch(/--desired-value 8 --region /);
  });
});
