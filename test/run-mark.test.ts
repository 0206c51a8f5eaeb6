import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../src/plan.js';
import { markInForce, readRunMark, runMark, writeRunMark } from '../src/run-mark.js';
import type { SeenDeployment, Situation } from '../src/situation.js';
import { anEntry, aRequest, arn, aSituation, now } from './support/a-situation.js';

const before = aSituation().service.settings;
const mark = runMark('r-1', arn(124), arn(121), before, '2026-11-23T03:01:00.000Z');
const off = { ...before, circuitBreaker: { enable: true, rollback: false } };

const ours = {
  ...aSituation().service.deployments[0],
  id: 'ecs-svc/ours',
  status: 'PRIMARY',
  taskDefinition: arn(121),
  createdAt: '2026-11-23T03:01:00.000Z',
} as SeenDeployment;
const terminated = (primary: Partial<SeenDeployment> = {}, seenAt = now) =>
  aSituation({
    seenAt,
    service: {
      taskDefinition: primary.taskDefinition ?? arn(121),
      settings: off,
      unfinished: mark,
      deployments: [{ ...ours, ...primary }],
    },
  });
const planOf = (situation: Situation) => makePlan({ situation, entry: anEntry(), request: aRequest(), now });

describe('the mark of a run on the service', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.nat(),
        fc.nat(),
        fc.boolean(),
        fc.constantFrom('off', 'on', 'on+rollback'),
        (runKey, from, to, breakerRollback, alarms) => {
          const given = { runKey, from, to, at: now, breakerRollback, alarms } as const;
          expect(readRunMark(writeRunMark(given))).toEqual(given);
        },
      ),
    );
  });

  it('fits into a tag of AWS', () => {
    expect(writeRunMark(mark)).toMatch(/^[\w\s.:/=+\-@]{1,256}$/);
  });

  it.each(['', 'from=1', 'somebody else wrote this', 'from=a to=b at=now breaker=off alarms=off run=x'])(
    'is nothing when it reads "%s"',
    (value) => {
      expect(readRunMark(value)).toBeUndefined();
    },
  );
});

describe('a plan after a run that was terminated', () => {
  const plan = planOf(terminated());

  it('leaves the release that the terminated run was leaving, not the one it went to', () => {
    expect(plan.from.taskDefinition).toBe(arn(124));
    expect(plan.target).toMatchObject({ kind: 'chosen', target: { release: { taskDefinition: arn(121) } } });
  });

  it('puts back the settings as they were before that run', () => {
    expect(plan.formerSettings.circuitBreaker).toEqual({ enable: true, rollback: true });
  });

  it('says so', () => {
    expect(plan.warnings).toContain(
      'a rollback from :124 to :121 was begun at 03:01 UTC and is not closed: its deployment is taken over',
    );
  });
});

describe('a mark that was left behind', () => {
  it.each([
    ['of the deployment that is PRIMARY', {}, now],
    ['whose clock is a little before that of ECS', { createdAt: '2026-11-23T03:02:50.000Z' }, now],
    ['whose clock is a little after that of ECS', { createdAt: '2026-11-23T02:59:10.000Z' }, now],
    ['of a run that waited for its operator for a day', {}, '2026-11-24T04:00:00.000Z'],
  ])('is believed: %s', (_, primary, seenAt) => {
    expect(markInForce(terminated(primary, seenAt).service, seenAt)).toEqual(mark);
  });

  it.each([
    ['somebody deployed the same release again later', { createdAt: '2026-11-23T03:03:10.000Z' }, now],
    ['the release had served long before', { createdAt: '2026-11-22T01:00:00.000Z' }, now],
    ['another release was deployed at that time', { taskDefinition: arn(122) }, now],
    ['it is older than 25 hours', {}, '2026-11-24T04:01:01.000Z'],
  ])('is not believed where %s', (_, primary, seenAt) => {
    const situation = terminated(primary, seenAt);
    expect(markInForce(situation.service, seenAt)).toBeUndefined();
    const { from, formerSettings, warnings } = planOf(situation);
    expect(from.taskDefinition).not.toBe(arn(124));
    expect(formerSettings).toEqual(off);
    expect(warnings.join()).not.toContain('was begun');
  });
});
