// What people read when it is the canary that is rolled back: card, consequences, report, pages.
import { describe, expect, it } from 'vitest';
import { isMarkedAs, readCanaryMark, readScalingMark, writeCanaryMark, writeScalingMark } from '../src/canary-mark.js';
import { consequenceOf } from '../src/cli/consequence.js';
import { nextStep } from '../src/next-step.js';
import { reportMarkdown } from '../src/report-markdown.js';
import { judgeLook, type Monitored, type MonitorLook, monitorPage } from '../src/runbook/monitor.js';
import { stateCard } from '../src/state-card.js';
import { aCanary, canaryService, canaryTaskDefinition, canaryWithout } from './support/a-canary.js';
import { anEntry, aReport, arn, aStatus, now } from './support/a-situation.js';

const half = { service: canaryService, share: 0, desired: 1, running: 1, targets: 1 };
const out = { ...half, desired: 0, running: 0, targets: 0 };
const acting = aStatus({ method: 'canary', canary: half });

describe('the state card of a canary’s rollback', () => {
  it('names the canary on the way, and what stays when it is stopped', () => {
    const card = stateCard(acting, now).join('\n');
    expect(card).toContain('canary v1.2.3 → v1.2.2');
    expect(card).toContain(
      '(the canary stays as it is then, now with no traffic, 1 task (desired 1); the service is not touched)',
    );
    expect(card).not.toContain('deployment is followed');
  });

  it('promises nothing of a change that may be on its way', () => {
    const card = stateCard({ ...acting, changed: true, changeUnclear: true }, now).join('\n');
    expect(card).toContain('a change of the canary may be on its way: it is read back, no further step is taken');
  });
});

describe('what a verb leads to', () => {
  it.each([
    ['approve', `the canary ${canaryService} (v1.2.3) loses its traffic and its tasks`],
    ['abort', 'the canary stays as it is then'],
    ['reject', 'the canary stays as it is then'],
    ['resume', 'goes on taking the canary out'],
    ['pause', 'the canary has no traffic, 1 task (desired 1)'],
  ] as const)('%s', (verb, words) => {
    expect(consequenceOf(verb, acting)).toContain(words);
  });

  it('nothing, as long as nothing was changed', () => {
    const waiting = { ...acting, phase: 'waiting for approval', changed: false } as const;
    expect(consequenceOf('reject', waiting)).toContain('nothing has been changed, nothing will be');
  });
});

describe('the report’s first six lines', () => {
  const at = '2026-11-23T03:04:10.000Z';
  const report = aReport({
    method: 'canary',
    canary: out,
    settingsChanged: [
      { setting: 'weight of the canary in rule 10 of api:443', from: '10', to: '0', at, stays: true },
      { setting: `desired count of ${canaryService}`, from: '1', to: '0', at, stays: true },
      { setting: `scaling of ${canaryService}`, from: 'on', to: 'suspended', at, putBackAt: at },
    ],
  });

  it('say what serves, what was changed from which value, and that it is meant to stay', () => {
    const [, serving, changed, notBack] = reportMarkdown(report).split('\n');
    expect(serving).toBe(
      `Serving now: 4 of 4 tasks v1.2.2 (:121) · canary ${canaryService}: no traffic and no tasks  `,
    );
    expect(changed).toContain('weight of the canary in rule 10 of api:443 10 → 0');
    expect(changed).toContain('first at 03:04:10 UTC; the service itself was not touched');
    expect(notBack).toContain(`nothing; scaling of ${canaryService} was restored at 03:04:10 UTC`);
    expect(notBack).not.toContain('put it back by hand');
  });

  it('name a scaling that could not be put back', () => {
    const owed = report.settingsChanged.map(({ putBackAt: _, ...change }) => change);
    const [, , , notBack] = reportMarkdown({ ...report, settingsChanged: owed }).split('\n');
    expect(notBack).toBe(`Not put back: scaling of ${canaryService} is suspended, was on: put it back by hand  `);
  });
});

it('the next step of a half done one shows the canary and finishes it', () => {
  const given = { outcome: 'FAILED_DIRTY', changed: true, inWords: 'The canary has 1 task', reason: 'x' } as const;
  const { sentence, command } = nextStep({ entry: anEntry(), ...given, canary: canaryService });
  expect(sentence).toContain('--scope canary');
  expect(command).toContain(`describe-services --cluster applylens-prod --services ${canaryService}`);
});

describe('the monitor after a canary’s rollback', () => {
  const monitored: Monitored = {
    entry: anEntry(),
    taskDefinition: arn(121),
    left: canaryTaskDefinition,
    canary: canaryService,
    restoredAt: now,
    until: '2026-11-23T04:04:20.000Z',
  };
  const look = (canary: MonitorLook['canary']): MonitorLook => ({
    at: '2026-11-23T03:20:00.000Z',
    service: { state: 'known', value: { taskDefinition: arn(121), serving: [] } },
    errorRate: { state: 'not connected' },
    failedForGood: false,
    ...(canary === undefined ? {} : { canary }),
  });

  it('pages when somebody gives it traffic or tasks again', () => {
    const raised = judgeLook(look({ state: 'known', value: aCanary() }), monitored);
    expect(raised).toMatchObject({ is: 'the canary was raised again' });
    expect(raised.evidence).toContain('weight 10 again');
    const tasks = judgeLook(look({ state: 'known', value: canaryWithout({ desired: 2 }) }), monitored);
    expect(tasks).toMatchObject({ is: 'the canary was raised again' });
    const { summary } = monitorPage('the canary was raised again', 'rule 10 gives it weight 10', monitored);
    expect(summary).toContain(`has its canary ${canaryService} back`);
    expect(summary).toContain('--scope canary');
  });

  it('does not call a canary quiet that it cannot read', () => {
    expect(judgeLook(look({ state: 'unknown', why: 'throttled' }), monitored)).toMatchObject({ is: 'could not look' });
  });
});

describe('the marks on a canary’s service', () => {
  it('are read as they were written, and nothing else is', () => {
    const scaling = { in: true, out: false, scheduled: true };
    expect(readScalingMark(writeScalingMark(scaling))).toEqual(scaling);
    expect(readScalingMark('in=on out=$(touch x) scheduled=on')).toBeUndefined();
    const mark = { runKey: 'r1', at: now };
    expect(readCanaryMark(writeCanaryMark(mark), now)).toEqual(mark);
    expect(readCanaryMark(writeCanaryMark(mark), '2026-11-25T03:04:20.000Z')).toBeUndefined();
    const ofUndo = { ...mark, undoes: 'req-1' };
    expect(readCanaryMark(writeCanaryMark(ofUndo), now)).toEqual(ofUndo);
    expect(readCanaryMark(writeCanaryMark({ ...mark, undoes: '$(touch x) run=r2' }), now)).toMatchObject({
      runKey: 'r1',
    });
    expect(isMarkedAs(readCanaryMark(writeCanaryMark(ofUndo), now), { runKey: 'r1', undoes: 'req-1' })).toBe(true);
    expect(isMarkedAs(readCanaryMark(writeCanaryMark(ofUndo), now), { runKey: 'r1' })).toBe(false);
  });
});
