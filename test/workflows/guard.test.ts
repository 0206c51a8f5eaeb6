import { describe, expect, it } from 'vitest';
import type { GuardLook } from '../../activities/guard-activities.js';
import type { GuardEnd } from '../../src/guard/guard-status.js';
import { nothingSeen } from '../../src/guard/tally.js';
import { judgeTriggers } from '../../src/runbook/when-to-rollback.js';
import type { Watched } from '../../workflows/guard/state.js';
import {
  aDeployment,
  aGuarded,
  aLook,
  ofErrorRate,
  quietSeries,
  sideBySide,
  troubled,
  unreachable,
} from '../support/a-guard.js';
import { anEntry } from '../support/a-situation.js';
import { type Command, commandsAfter } from '../support/commands-after.js';
import { Refused, WrittenHistory } from '../support/written-history.js';

const startedAt = '2026-11-23T02:55:00.000Z';
const id = 'guard/prod/applylens-api/124';
const request = { service: 'applylens-api', environment: 'prod', deployment: 'ecs-svc/124' };
const quiet = ofErrorRate(quietSeries);
const entry = anEntry();
const watched: Watched = {
  entry,
  guarded: aGuarded(),
  before: judgeTriggers(quiet, entry),
  tally: nothingSeen,
  reported: {},
  paged: [],
  notes: [],
};
const inTrouble = { triggers: ofErrorRate(troubled) };
const failing = { service: 'search', ratio: 0.3 };

const aGuard = (given: Partial<Watched> = {}) =>
  new WrittenHistory('guardDeployment', [request, { ...watched, ...given }], startedAt);
const evaluation = (history: WrittenHistory, look: unknown) =>
  history.task().timer(15).fires().task().activity('lookAtDeployment', look);
const quarterAfter = (at: string) => new Date(Date.parse(at) + 15_000).toISOString();
const evaluations = (count: number, history = aGuard(), look: Partial<GuardLook> = {}) => {
  for (let each = 0; each < count; each += 1) evaluation(history, aLook({ at: quarterAfter(history.now), ...look }));
  return history;
};
const whatComes = (history: WrittenHistory) => commandsAfter(history.taskStarted(), id);
const endIn = (commands: readonly Command[]) =>
  commands.flatMap((command) => ('end' in command ? [command.end as GuardEnd] : []))[0];
const pagesIn = (commands: readonly Command[]) =>
  commands.flatMap((command) => ('activity' in command && command.activity === 'page' ? [command.input] : []));
const childrenIn = (commands: readonly Command[]) =>
  commands.flatMap((command) => ('child' in command ? [command] : []));
const theRollback = { child: 'rollback', id: 'rollback/prod/applylens-api' };

describe('a guard, at its true durations', () => {
  it('evaluates each quarter of a minute, at the instants of all other guards', async () => {
    expect((await whatComes(aGuard())).at(-1)).toEqual({ timer: 15_000 });
    const late = () => new WrittenHistory('guardDeployment', [request, watched], '2026-11-23T02:55:04.300Z');
    expect((await whatComes(late())).at(-1)).toEqual({ timer: 10_700 });
    const asked = (await whatComes(late().task().timer(10.7).fires())).at(-1);
    expect(asked).toMatchObject({
      activity: 'lookAtDeployment',
      input: { at: '2026-11-23T02:55:15.000Z', withBefore: false },
    });
  });

  it('goes on while nothing is breached', async () => {
    expect((await whatComes(evaluations(3))).at(-1)).toEqual({ timer: 15_000 });
  });

  it('asks for the rollback in the evaluation that finds a breach: between the two there is no timer', async () => {
    const history = evaluation(evaluations(2), aLook(inTrouble));
    history.task().activity('lookBesideDeployment', []);
    const commands = await whatComes(history);
    expect(commands.slice(-3)).toEqual([
      expect.objectContaining({ activity: 'lookAtDeployment' }),
      expect.objectContaining({ activity: 'lookBesideDeployment' }),
      theRollback,
    ]);
  });

  it('asks for it early where the new release is worse than the one beside it', async () => {
    const history = evaluation(aGuard(), aLook({ sideBySide: sideBySide(0.2, 0.001) }));
    expect(childrenIn(await whatComes(history.task().activity('lookBesideDeployment', [failing])))).toEqual([
      theRollback,
    ]);
  });

  it('goes on where what else fails could not be read', async () => {
    const history = evaluation(aGuard(), aLook(inTrouble));
    history.task().activity('lookBesideDeployment', new Refused('AwsAccessDenied', 'denied'));
    expect(childrenIn(await whatComes(history))).toEqual([theRollback]);
  });

  it('tells the on-call once, and rolls nothing back, where a service that was not deployed fails too', async () => {
    const history = evaluation(aGuard(), aLook(inTrouble));
    history.task().activity('lookBesideDeployment', [failing]).task();
    const page = history.scheduled('page');
    history.timer(15).ended(page, { at: startedAt }).task().fires().task();
    history.activity('lookAtDeployment', aLook(inTrouble)).task().activity('lookBesideDeployment', [failing]);
    const commands = await whatComes(history);
    expect(childrenIn(commands)).toEqual([]);
    expect(pagesIn(commands)).toEqual([
      expect.objectContaining({
        to: 'the on-call',
        severity: 'warning',
        summary: expect.stringMatching(
          /v1\.2\.3: not rolled back by itself: ErrorRateSpike: errors 9\.8 %.*search \(30 %\)/,
        ),
      }),
    ]);
    expect(commands.at(-1)).toEqual({ timer: 15_000 });
  });

  it('ends without a rollback when another deployment has taken the place, whatever is breached', async () => {
    const next = aDeployment({ id: 'ecs-svc/125' });
    const look = aLook({ ...inTrouble, service: { state: 'known', value: { deployments: [next] } } });
    const commands = await whatComes(evaluation(evaluations(1), look));
    expect(childrenIn(commands)).toEqual([]);
    expect(endIn(commands)).toMatchObject({ end: 'superseded' });
  });

  it('ends when the deployment has baked, and says of each rule what was measured', async () => {
    const completed = {
      service: { state: 'known' as const, value: { deployments: [aDeployment({ rolloutState: 'COMPLETED' })] } },
    };
    const history = aGuard({ completedAt: '2026-11-23T02:25:20.000Z' });
    const end = endIn(await whatComes(evaluations(2, history, completed)));
    expect(end).toMatchObject({ end: 'bake time over' });
    expect(end?.said).toEqual([
      'ECS had completed it at 02:25 UTC, 30 min before',
      'No rule was breached, and each was measured every time',
      'ErrorRateSpike: not breached in 2 of 2 evaluations',
    ]);
  });
});

describe('a guard that cannot see', () => {
  const unseen = { triggers: unreachable };

  it('goes on, and tells the on-call after the rule’s five minutes', async () => {
    const twenty = evaluations(20, aGuard(), unseen);
    expect(pagesIn(await whatComes(twenty))).toEqual([]);
    const commands = await whatComes(evaluations(21, aGuard(), unseen));
    expect(pagesIn(commands)).toEqual([
      expect.objectContaining({
        summary: expect.stringMatching(/cannot be measured: .*Prometheus at http:\/\/prometheus did not answer/),
      }),
    ]);
    expect(commands.at(-1)).toEqual({ timer: 15_000 });
  });

  it('never ends as if all were well', async () => {
    const completed = {
      service: { state: 'known' as const, value: { deployments: [aDeployment({ rolloutState: 'COMPLETED' })] } },
    };
    const history = aGuard({ completedAt: '2026-11-23T02:25:40.000Z' });
    evaluations(1, history, completed);
    evaluation(history, new Refused('AwsUnavailable', 'no answer within 10 s'));
    const end = endIn(await whatComes(evaluations(1, history, completed)));
    expect(end?.said.join('\n')).toMatch(
      /It cannot be said that all was well:[^]*could not be measured in 1 \(.*no answer within 10 s\)/,
    );
  });

  it('asks again for the time before the deployment until it could be read', async () => {
    const { before: _, ...neverRead } = watched;
    const history = new WrittenHistory('guardDeployment', [request, neverRead], startedAt);
    evaluation(history, aLook({ before: unreachable }));
    evaluation(history, aLook({ before: quiet }));
    const commands = await whatComes(evaluations(1, history));
    const asked = commands.flatMap((command) => ('activity' in command ? [command.input] : []));
    expect(asked).toMatchObject([{ withBefore: true }, { withBefore: true }, { withBefore: false }]);
  });
});

describe('the history of a guard', () => {
  it('is cut below a thousand events, and what was seen is carried on', async () => {
    const history = evaluations(2, aGuard(), { sideBySide: sideBySide(0.2, 0.19) });
    let count = 2;
    while (history.events.length < 899) {
      evaluations(1, history);
      count += 1;
    }
    const commands = await whatComes(history);
    expect(history.events.length).toBeLessThan(1_000);
    const [carried] = commands.flatMap((command) => ('continueAsNew' in command ? [command.continueAsNew] : []));
    expect(carried).toMatchObject([
      request,
      {
        guarded: watched.guarded,
        tally: { evaluations: count },
        bothBad: expect.stringMatching(/v1\.2\.3 fails 20 %/),
      },
    ]);
  });
});
