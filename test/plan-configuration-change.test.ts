import { describe, expect, it } from 'vitest';
import { type ParameterChange, suspectChange } from '../src/plan/configuration-change.js';
import type { Suspicion } from '../src/plan/suspect.js';
import { makePlan } from '../src/plan.js';
import { anEntry, aRequest, aServiceDeployment, aSituation, hoursAgo, minutesAgo, now } from './support/a-situation.js';

const change = (at: string, name = '/applylens/prod/POOL_SIZE'): ParameterChange => ({ name, at, by: 'user/pedro' });
const onset = '2026-11-23T02:57:00.000Z';
const suspicion: Suspicion = { deployedAt: undefined, onset, onsetKnown: true, is: 'unknown' };
const before = (ms: number) => new Date(Date.parse(onset) - ms).toISOString();
const day = 24 * 3_600_000;
const aWeekAgo = hoursAgo(7 * 24);
const old = () => {
  const { service } = aSituation();
  const deployments = service.deployments.map((each) => ({ ...each, createdAt: aWeekAgo }));
  const value = [aServiceDeployment({ of: 124, source: 121, createdAt: aWeekAgo })];
  return { service: { deployments }, serviceDeployments: { state: 'known', value } } as const;
};
const planOf = (given: Parameters<typeof aSituation>[0]) =>
  makePlan({ situation: aSituation(given), entry: anEntry(), request: aRequest(), now });

describe('a parameter that was changed', () => {
  it.each([
    ['just a day before the trouble', before(day), true],
    ['a moment longer before', before(day + 1), false],
    ['as the trouble began', onset, true],
    ['a minute after, which is as fine as the onset is known', before(-60_000), true],
    ['later', before(-60_001), false],
  ])('%s', (_, at, isSuspect) => {
    const found = suspectChange({ state: 'known', value: [change(at)] }, suspicion, anEntry());
    expect(found !== undefined).toBe(isSuspect);
  });

  it('is the suspect where no deployment is one, and a rollback is said not to put it back', () => {
    const value = [change(minutesAgo(300), '/applylens/prod/OLDER'), change(minutesAgo(12))];
    const made = planOf({ ...old(), parameterChanges: { state: 'known', value } });
    expect(made.suspect).toBe(
      'the change of /applylens/prod/POOL_SIZE at 02:52 UTC by user/pedro, 4.5 min before the trouble began',
    );
    expect(made.against).toContain(
      '/applylens/prod/POOL_SIZE was changed at 02:52 UTC by user/pedro: a rollback does not put that back',
    );
  });

  it('stands behind a deployment that is a suspect, and is said all the same', () => {
    const made = planOf({ parameterChanges: { state: 'known', value: [change(minutesAgo(12))] } });
    expect(made.suspect).toMatch(/^the deployment of v1\.2\.3/);
    expect(made.against.join()).toContain('POOL_SIZE was changed');
  });

  it('is not known where the parameter store does not answer, which matters without another suspect', () => {
    const parameterChanges = { state: 'unknown', why: 'AccessDeniedException' } as const;
    const made = planOf({ ...old(), parameterChanges });
    expect(made.suspect).toBeUndefined();
    expect(made.against).toContain('whether its parameters were changed is not known: AccessDeniedException');
    expect(planOf({ parameterChanges }).against).toEqual([]);
  });
});
