import { describe, expect, it } from 'vitest';
import type { BrokenRule, TargetChoice } from '../src/plan-shape.js';
import type { SeenContainer, SeenRelease } from '../src/situation.js';
import { chooseTarget, type TargetQuestion } from '../src/target.js';
import {
  anEntry,
  aRelease,
  aRequest,
  arn,
  aServiceDeployment,
  aSituation,
  hoursAgo,
  minutesAgo,
  now,
} from './support/a-situation.js';

const choose = (given: Partial<TargetQuestion> = {}): TargetChoice =>
  chooseTarget({ situation: aSituation(), entry: anEntry(), request: aRequest(), now, ...given });

const chosen = (choice: TargetChoice) => {
  if (choice.kind === 'none') throw new Error(choice.why);
  return choice.target;
};
const rulesBroken = (choice: TargetChoice, revision: number): string[] =>
  choice.passedOver.find((each) => each.revision === revision)?.broken.map(({ rule }) => rule) ?? [];

/** :2 serves and is bad; :1 served alone for a day before it. */
const twoReleases = (older: Partial<SeenRelease> = {}, history?: TargetQuestion['situation']['serviceDeployments']) =>
  aSituation({
    releases: [aRelease({ revision: 2 }), aRelease({ revision: 1, ...older })],
    service: { taskDefinition: arn(2) },
    serviceDeployments: history ?? {
      state: 'known',
      value: [
        aServiceDeployment({ of: 2, source: 1, createdAt: minutesAgo(9) }),
        aServiceDeployment({ of: 1, createdAt: hoursAgo(24) }),
      ],
    },
  });
const containers = (given: Partial<SeenContainer>): Partial<SeenRelease> => ({
  containers: aRelease({ revision: 1 }).containers.map((container) => ({ ...container, ...given })),
});

describe('the target', () => {
  it('is the newest release that is proven good, with the reasons for each newer one', () => {
    const choice = choose();
    expect(chosen(choice)).toMatchObject({
      revision: 121,
      because: 'ran 26 h without trouble',
      pin: [],
      overridden: [],
    });
    expect(choice.passedOver.map(({ revision, broken }) => [revision, broken.map(({ sentence }) => sentence)])).toEqual(
      [
        [124, ['it is the release to leave']],
        [123, ['its deployment failed on 16 October']],
        [122, ['held since 22 November (rolled back from, "login loop")']],
      ],
    );
  });

  it('says why for each release when none qualifies', () => {
    const choice = choose({ situation: twoReleases({ status: 'INACTIVE' }) });
    expect(choice).toMatchObject({ kind: 'none' });
    expect(choice.kind === 'none' && choice.why).toContain('v1.1.1 (c0ffee1, :1): its task definition is INACTIVE');
  });

  it('is not called without trouble when nobody measured any', () => {
    const situation = aSituation({ errorRate: { state: 'unknown', why: 'connection refused' } });
    expect(chosen(choose({ situation })).because).toBe('ran 26 h');
  });
});

describe('a release is passed over when', () => {
  it.each<[string, Partial<SeenRelease>, BrokenRule['rule'] | undefined]>([
    ['nothing speaks against it: it is not', {}, undefined],
    ['its task definition is INACTIVE', { status: 'INACTIVE' }, 'inactive'],
    ['it is held', { holdTag: 'bad' }, 'held'],
    ['its image is gone', containers({ recordedExists: { state: 'known', value: false } }), 'image missing'],
    [
      'whether its image exists is unknown',
      containers({
        recordedExists: { state: 'unknown', why: 'throttled' },
        resolvesTo: { state: 'unknown', why: 'throttled' },
      }),
      'image unknown',
    ],
    [
      'its registry is not connected: it is not',
      containers({ recordedExists: { state: 'not connected' }, resolvesTo: { state: 'not connected' } }),
      undefined,
    ],
    [
      'its name still leads to the recorded image: it is not',
      containers({ recordedExists: { state: 'unknown', why: 'throttled' } }),
      undefined,
    ],
  ])('%s', (_, older, rule) => {
    const choice = choose({ situation: twoReleases(older) });
    expect(rulesBroken(choice, 1)).toEqual(rule === undefined ? [] : [rule]);
    expect(choice.kind).toBe(rule === undefined ? 'chosen' : 'none');
  });

  it('it is blocked, by whatever name the catalogue uses', () => {
    for (const name of ['1.1.1', 'v1.1.1', 'c0ffee1', ':1', 'applylens-api-prod:1', arn(1)]) {
      expect(rulesBroken(choose({ situation: twoReleases(), entry: anEntry({ blocked: [name] }) }), 1)).toEqual([
        'blocked',
      ]);
    }
    expect(choose({ situation: twoReleases(), entry: anEntry({ blocked: ['1.1.11'] }) }).kind).toBe('chosen');
  });

  it.each([
    [':1', []],
    [':2', ['too old']],
    ['v0.9', ['too old']],
  ])('it is older than the oldest allowed, %s', (oldestAllowed, broken) => {
    expect(rulesBroken(choose({ situation: twoReleases(), entry: anEntry({ oldestAllowed }) }), 1)).toEqual(broken);
  });

  it.each([
    [29 * 60_000, ['not soaked']],
    [30 * 60_000, []],
  ])('it served alone for %d ms before the next one', (alone, broken) => {
    const finishedAt = new Date(Date.parse(minutesAgo(9)) - alone).toISOString();
    const value = [
      aServiceDeployment({ of: 2, source: 1, createdAt: minutesAgo(9) }),
      aServiceDeployment({ of: 1, createdAt: hoursAgo(2), finishedAt }),
    ];
    expect(rulesBroken(choose({ situation: twoReleases({}, { state: 'known', value }) }), 1)).toEqual(broken);
  });

  it.each(['STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED', 'IN_PROGRESS'] as const)(
    'its only deployment ended as %s',
    (status) => {
      const value = [aServiceDeployment({ of: 1, createdAt: hoursAgo(24), status })];
      expect(rulesBroken(choose({ situation: twoReleases({}, { state: 'known', value }) }), 1)).toEqual([
        'never succeeded',
      ]);
    },
  );

  it('nothing is known of its past, unless it is tagged as verified or known good', () => {
    const nothing = { state: 'unknown', why: 'AccessDenied' } as const;
    expect(rulesBroken(choose({ situation: twoReleases({}, nothing) }), 1)).toEqual(['never succeeded']);
    const verified = choose({ situation: twoReleases({ verifiedTag: '2026-11-01' }, nothing) });
    expect(chosen(verified).because).toBe('tagged runback:verified 2026-11-01');
    const knownGood = choose({ situation: twoReleases({}, nothing), entry: anEntry({ knownGood: ['v1.1.1'] }) });
    expect(chosen(knownGood).because).toBe('known good in the catalogue');
  });

  it('the image of a release that was never recorded may be another by now', () => {
    const unrecorded = {
      containers: [
        {
          name: 'api',
          image: 'api:v1',
          resolvesTo: { state: 'known', value: { digest: 'sha256:1' } },
          recordedExists: { state: 'unknown', why: 'no digest' },
        },
      ],
    } as const;
    expect(rulesBroken(choose({ situation: twoReleases(unrecorded) }), 1)).toEqual(['image unknown']);
  });
});
