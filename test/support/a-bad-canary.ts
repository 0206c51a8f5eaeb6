// The scripted night in which the canary fails: what its follower answers, and what must not have been called.
import { expect } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import type { CanaryFollowed } from '../../activities/canary-activities.js';
import type { SeenCanary } from '../../src/canary.js';
import { aCanary, canaryService, canaryTaskDefinition, canaryWithout, withBadCanary } from './a-canary.js';
import { aSituation } from './a-situation.js';
import { forEver, type Script, scripted } from './scripted-activities.js';
import { servedBy } from './what-serves.js';

export const canaryNow = { share: 0, desired: 0, running: 0, targets: 0 };

export const followed = (end: CanaryFollowed['end'], given: Partial<CanaryFollowed> = {}): CanaryFollowed => ({
  end,
  at: new Date().toISOString(),
  why: '20 of 20 connections v1.2.2',
  canary: canaryNow,
  ...given,
});

export const aBadCanary = (script: Partial<Activities> = {}): Script => ({
  situation: withBadCanary(),
  entry: { canary: { service: canaryService, targetGroup: 'api-canary' } },
  followCanary: async ({ until }) => (until === 'raised again' ? forEver() : followed(until)),
  readServing: async () => ({ service: aSituation(withBadCanary()).service, serving: servedBy() }),
  ...script,
});

/** What would change the service itself, its task definition's tags included. */
export const untouched = (callsOf: (activity: keyof Activities) => readonly unknown[]): void => {
  for (const change of ['startEcsDeployment', 'takeBackDeployment', 'restoreDeploymentSettings', 'forgetRun'] as const)
    expect(callsOf(change)).toEqual([]);
  expect(callsOf('tagRelease')).toEqual(
    callsOf('tagRelease').map((): unknown => expect.objectContaining({ taskDefinition: canaryTaskDefinition })),
  );
};

/** The same, and each change shows in what is read next. */
export function aCanaryThatMoves(script: Partial<Activities> = {}, seen: SeenCanary = aCanary()) {
  let now = seen;
  const { activities: good } = scripted(aBadCanary());
  const move = (given: Partial<SeenCanary>) => {
    now = { ...now, ...given };
  };
  const tasks = (count: number) => ({ desired: count, running: count, targets: count });
  const changes: Partial<Activities> = {
    readCanary: async () => now,
    lookAround: async (input) => ({ ...(await good.lookAround(input)), canary: { state: 'known', value: now } }),
    shiftTrafficToStable: async (input) => {
      move({ forwards: canaryWithout().forwards });
      return good.shiftTrafficToStable(input);
    },
    stopCanaryTasks: async (input) => {
      move(tasks(0));
      return good.stopCanaryTasks(input);
    },
    raiseCanaryTasks: async (input) => {
      move(tasks(input.former.desired));
      return good.raiseCanaryTasks(input);
    },
    giveCanaryTraffic: async (input) => {
      move({ forwards: aCanary().forwards });
      return good.giveCanaryTraffic(input);
    },
  };
  return { move, script: { ...aBadCanary(), ...changes, ...script } satisfies Script };
}
