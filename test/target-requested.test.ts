import { describe, expect, it } from 'vitest';
import type { TargetChoice } from '../src/plan-shape.js';
import type { TargetRequest } from '../src/rollback.js';
import { chooseTarget, type TargetQuestion } from '../src/target.js';
import {
  anEntry,
  aRelease,
  aRequest,
  arn,
  aServiceDeployment,
  aSituation,
  minutesAgo,
  now,
} from './support/a-situation.js';

const ask = (target: TargetRequest, given: Partial<TargetQuestion> = {}): TargetChoice =>
  chooseTarget({ situation: aSituation(), entry: anEntry(), request: aRequest({ target }), now, ...given });

const whyNot = (choice: TargetChoice): string => (choice.kind === 'none' ? choice.why : 'it was chosen');
const approver = { override: { by: 'dana' } };

describe('a requested target', () => {
  it.each<[string, TargetRequest]>([
    ['version', { version: '1.2.2' }],
    ['version with a v', { version: 'v1.2.2' }],
    ['commit', { commit: 'def456' }],
    ['longer commit', { commit: 'def4567' }],
    ['task definition', { taskDefinition: 'applylens-api-prod:121' }],
    ['ARN', { taskDefinition: arn(121) }],
  ])('is found by its %s', (_, target) => {
    expect(ask(target)).toMatchObject({ kind: 'chosen', target: { revision: 121, overridden: [] } });
  });

  it('that nobody knows is refused with what is known', () => {
    expect(whyNot(ask({ version: 'v9.9.9' }))).toBe(
      'v9.9.9 is not among the 4 releases looked at: the newest are v1.2.3 (abc123, :124), v1.2.3 (bad123, :123), v1.2.1 (999fff, :122), v1.2.2 (def456, :121)',
    );
  });

  it('that nobody knows may be one of those that were not looked at, which is said', () => {
    const situation = { ...aSituation(), areOlder: true } as const;
    expect(whyNot(ask({ version: 'v9.9.9' }, { situation }))).toMatch(
      /^v9\.9\.9 is not among the 4 releases looked at \(there are older ones\)/,
    );
  });

  it.each<[string, TargetRequest, string]>([
    ['serves now', { commit: 'abc123' }, 'it is the release to leave'],
    ['never succeeded', { commit: 'bad123' }, 'its deployment failed on 16 October; an approver may override this'],
    [
      'is held',
      { version: '1.2.1' },
      'held since 22 November (rolled back from, "login loop"); an approver may override this',
    ],
  ])('that %s is refused by name', (_, target, why) => {
    expect(whyNot(ask(target))).toContain(why);
  });

  it.each<[string, TargetRequest, string]>([
    ['never succeeded', { commit: 'bad123' }, 'never succeeded'],
    ['is held', { version: '1.2.1' }, 'held'],
  ])('that %s may be chosen by an approver, and the plan says what was overridden', (_, target, rule) => {
    expect(ask(target, approver)).toMatchObject({
      kind: 'chosen',
      target: { because: 'asked for; override asked for by dana', overridden: [{ rule }] },
    });
  });

  it('that serves now, is INACTIVE, blocked or without its image is refused even to an approver', () => {
    const inactive = aSituation({ releases: [aRelease({ revision: 121, status: 'INACTIVE' })] });
    const imageless = aSituation({
      releases: [aRelease({ revision: 121 })].map((release) => ({
        ...release,
        containers: release.containers.map((each) => ({
          ...each,
          recordedExists: { state: 'known', value: false } as const,
        })),
      })),
    });
    const target = { taskDefinition: arn(121) };
    for (const choice of [
      ask({ taskDefinition: arn(124) }, approver),
      ask(target, { ...approver, situation: inactive }),
      ask(target, { ...approver, situation: imageless }),
      ask(target, { ...approver, entry: anEntry({ blocked: ['v1.2.2'] }) }),
    ]) {
      expect(whyNot(choice)).toContain('this cannot be overridden');
    }
  });

  it('may be what the undone rollback blocked itself, where an admin undoes it, and nothing else that is blocked', () => {
    const blockedBy = (id: string) =>
      aSituation({
        releases: aSituation().releases.map((release) =>
          release.revision === 121
            ? { ...release, holdTag: `2026-11-23T02:00:00.000Z blocked rolled back from: ${id}` }
            : release,
        ),
      });
    const request = aRequest({ target: { version: '1.2.2' }, undoes: 'request-0' });
    const [own, others] = [blockedBy('request-0'), blockedBy('another')];
    expect(ask({}, { request, situation: own, undoneByAdmin: true }).kind).toBe('chosen');
    expect(whyNot(ask({}, { request, situation: own }))).toContain('blocked');
    expect(whyNot(ask({}, { request, situation: others, undoneByAdmin: true }))).toContain('blocked');
  });

  it('of a version that was built twice is the build that qualifies', () => {
    const [first] = aSituation().releases.slice(-1);
    const again = aRelease({ ...first, revision: 125, taskDefinition: arn(125) });
    const situation = aSituation({ releases: [again, ...aSituation().releases] });
    expect(ask({ version: '1.2.2' }, { situation })).toMatchObject({ kind: 'chosen', target: { revision: 121 } });
  });

  it('that undoes a rollback may be held and may have shown the trouble, but must be proven good', () => {
    const request = aRequest({ target: { version: '1.2.1' }, undoes: 'request-0' });
    expect(ask({}, { request })).toMatchObject({
      kind: 'chosen',
      target: { because: 'asked for: it undoes request-0' },
    });
    const failed = aRequest({ target: { commit: 'bad123' }, undoes: 'request-0' });
    expect(ask({}, { request: failed }).kind).toBe('none');
  });

  it('without being named is never chosen because a rollback is undone', () => {
    const { target: _, ...request } = aRequest({ undoes: 'request-0' });
    expect(ask({}, { request })).toMatchObject({ kind: 'chosen', target: { revision: 121 } });
  });
});

describe('the release to leave', () => {
  it('is left for the same target when our own deployment has ended and the trouble is still in the windows', () => {
    const record = aSituation().serviceDeployments;
    if (record.state !== 'known') throw new Error('the history is known here');
    const mine = aServiceDeployment({ of: 121, source: 124, createdAt: minutesAgo(4) });
    const situation = aSituation({
      service: { taskDefinition: arn(121), deployments: [{ ...deployment(121, minutesAgo(4)), status: 'PRIMARY' }] },
      serviceDeployments: { state: 'known', value: [mine, ...record.value] },
    });
    const choice = chooseTarget({ situation, entry: anEntry(), request: aRequest(), now, asOf: minutesAgo(5) });
    expect(choice).toMatchObject({ kind: 'chosen', target: { revision: 121 } });
  });

  const ours = {
    taskDefinition: arn(121),
    deployments: [
      { ...deployment(121, minutesAgo(1)), status: 'PRIMARY' as const },
      { ...deployment(124, '2026-11-23T02:55:00.000Z'), status: 'ACTIVE' as const },
    ],
  };

  it('is what was newest when the request was accepted, not our own deployment since', () => {
    const situation = aSituation({ service: ours });
    expect(ask({ commit: 'abc123' }, { situation, asOf: minutesAgo(2) }).kind).toBe('none');
    expect(ask({ version: '1.2.2' }, { situation, asOf: minutesAgo(2) }).kind).toBe('chosen');
    expect(whyNot(ask({ version: '1.2.2' }, { situation }))).toContain('it is the release to leave');
  });
});

function deployment(revision: number, createdAt: string) {
  return {
    id: `ecs-svc/${revision}`,
    taskDefinition: arn(revision),
    desired: 4,
    running: 2,
    pending: 0,
    failedTasks: 0,
    createdAt,
  };
}
