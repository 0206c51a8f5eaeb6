import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../src/plan.js';
import { readRunMark, runMark, writeRunMark } from '../src/run-mark.js';
import { anEntry, aRequest, arn, aSituation, now } from './support/a-situation.js';

const before = aSituation().service.settings;
const mark = runMark('r-1', arn(124), arn(121), before, '2026-11-23T03:01:00.000Z');
const off = { ...before, circuitBreaker: { enable: true, rollback: false } };

const afterTermination = aSituation({
  service: {
    taskDefinition: arn(121),
    settings: off,
    unfinished: mark,
    deployments: [
      {
        ...aSituation().service.deployments[0],
        id: 'ecs-svc/ours',
        taskDefinition: arn(121),
        createdAt: '2026-11-23T03:01:00.000Z',
      } as never,
    ],
  },
});

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
  const plan = makePlan({ situation: afterTermination, entry: anEntry(), request: aRequest(), now });

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
