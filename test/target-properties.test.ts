import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeenRelease, SeenServiceDeployment, Situation } from '../src/situation.js';
import { chooseTarget } from '../src/target.js';
import {
  anEntry,
  aRelease,
  aRequest,
  arn,
  aServiceDeployment,
  aSituation,
  hoursAgo,
  now,
} from './support/a-situation.js';

const newest = 9;

const aFate = fc.record({
  inactive: fc.boolean(),
  held: fc.boolean(),
  blocked: fc.boolean(),
  verified: fc.boolean(),
  imageGone: fc.boolean(),
  deployed: fc.constantFrom('SUCCESSFUL' as const, 'ROLLBACK_SUCCESSFUL' as const, 'STOPPED' as const, undefined),
  hoursAgo: fc.integer({ min: 1, max: 500 }),
});
type Fate = typeof aFate extends fc.Arbitrary<infer T> ? T : never;

const releaseOf = (fate: Fate, revision: number): SeenRelease => {
  const release = aRelease({
    revision,
    status: fate.inactive ? 'INACTIVE' : 'ACTIVE',
    ...(fate.held ? { holdTag: 'held by a person' } : {}),
    ...(fate.verified ? { verifiedTag: '2026-11-01' } : {}),
  });
  const recordedExists = { state: 'known', value: !fate.imageGone } as const;
  return { ...release, containers: release.containers.map((each) => ({ ...each, recordedExists })) };
};

const deploymentsOf = ({ deployed, hoursAgo: hours }: Fate, revision: number): SeenServiceDeployment[] =>
  deployed === undefined ? [] : [aServiceDeployment({ of: revision, status: deployed, createdAt: hoursAgo(hours) })];

const aNight = fc
  .record({
    fates: fc.array(aFate, { minLength: newest, maxLength: newest }),
    current: fc.integer({ min: 1, max: newest }),
    onset: fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined }),
  })
  .chain((night) =>
    fc
      .tuple(
        fc.shuffledSubarray(
          night.fates.map((_, index) => index),
          { minLength: newest },
        ),
        fc.constant(night),
      )
      .map(([order, given]) => ({ ...given, order })),
  );
type Night = typeof aNight extends fc.Arbitrary<infer T> ? T : never;

const situationOf = ({ fates, current }: Night, order: readonly number[]): Situation => {
  const inOrder = order.flatMap((index) => {
    const fate = fates[index];
    return fate === undefined ? [] : [{ fate, revision: index + 1 }];
  });
  return aSituation({
    service: { taskDefinition: arn(current) },
    releases: inOrder.map(({ fate, revision }) => releaseOf(fate, revision)),
    serviceDeployments: {
      state: 'known',
      value: inOrder.flatMap(({ fate, revision }) => deploymentsOf(fate, revision)),
    },
  });
};

const chooseIn = (night: Night, order = night.order) =>
  chooseTarget({
    situation: situationOf(night, order),
    entry: anEntry({ blocked: night.fates.flatMap(({ blocked }, index) => (blocked ? [`:${index + 1}`] : [])) }),
    request: aRequest(night.onset === undefined ? {} : { since: hoursAgo(night.onset) }),
    now,
  });

describe('whatever the past was, the target', () => {
  it('is never the current release, held, blocked, INACTIVE or without its image', () => {
    fc.assert(
      fc.property(aNight, (night) => {
        const choice = chooseIn(night);
        if (choice.kind === 'none') return;
        const { revision } = choice.target;
        expect(revision).not.toBe(night.current);
        expect(night.fates[revision - 1]).toMatchObject({
          held: false,
          blocked: false,
          inactive: false,
          imageGone: false,
        });
      }),
    );
  });

  it('is never older than a release that qualifies, and each newer one has its reason', () => {
    fc.assert(
      fc.property(aNight, (night) => {
        const choice = chooseIn(night);
        const looked = choice.kind === 'none' ? newest : newest - choice.target.revision;
        expect(choice.passedOver).toHaveLength(looked);
        for (const { broken } of choice.passedOver) expect(broken).not.toHaveLength(0);
      }),
    );
  });

  it('does not depend on the order in which releases and deployments were listed', () => {
    fc.assert(
      fc.property(aNight, (night) => {
        expect(chooseIn(night)).toEqual(
          chooseIn(
            night,
            night.fates.map((_, index) => index),
          ),
        );
      }),
    );
  });
});
