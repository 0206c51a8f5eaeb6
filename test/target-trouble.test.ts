import { describe, expect, it } from 'vitest';
import type { TargetChoice } from '../src/plan-shape.js';
import type { SeenContainer, SeenRelease } from '../src/situation.js';
import { chooseTarget, type TargetQuestion } from '../src/target.js';
import {
  anEntry,
  aRelease,
  aRequest,
  arn,
  aServiceDeployment,
  aSituation,
  digestOf,
  hoursAgo,
  minutesAgo,
  now,
} from './support/a-situation.js';
import { aDatabase } from './support/scripted-database.js';

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

describe('a moved tag', () => {
  it('pins the image that was recorded', () => {
    const moved = containers({ resolvesTo: { state: 'known', value: { digest: 'sha256:other' } } });
    expect(chosen(choose({ situation: twoReleases(moved) })).pin).toEqual([
      { container: 'api', image: aRelease({ revision: 1 }).containers[0]?.image, digest: digestOf(1) },
    ]);
  });

  it('pins as well when the tag is gone and the image is not', () => {
    const untagged = containers({ resolvesTo: { state: 'known', value: {} } });
    expect(chosen(choose({ situation: twoReleases(untagged) })).pin).toHaveLength(1);
  });
});

describe('a release had shown the trouble', () => {
  const withOnset = (onset: string) => {
    const situation = twoReleases();
    if (situation.errorRate.state !== 'known') throw new Error('the error rate is known here');
    return { ...situation, errorRate: { state: 'known', value: { ...situation.errorRate.value, onset } } } as const;
  };

  it('when it served alone as it began', () => {
    expect(rulesBroken(choose({ situation: withOnset(minutesAgo(10)) }), 1)).toEqual(['had shown the trouble']);
  });

  it('not when the trouble began once a newer release had begun', () => {
    expect(choose({ situation: withOnset(minutesAgo(8)) }).kind).toBe('chosen');
  });

  it('perhaps not when it began as a pipeline migrates, shortly before the newer release was deployed', () => {
    const entry = anEntry({ database: aDatabase });
    const choice = (at: string, migrationMayBeAtFault: boolean) =>
      choose({ situation: withOnset(at), entry, migrationMayBeAtFault });
    expect(chosen(choice(minutesAgo(10), true)).blamesMigration).toBe(true);
    expect(chosen(choice(minutesAgo(8), true)).blamesMigration).toBeUndefined();
    expect(rulesBroken(choice(minutesAgo(10), false), 1)).toEqual(['had shown the trouble']);
    expect(rulesBroken(choice(minutesAgo(15), true), 1)).toEqual(['had shown the trouble']);
  });

  it('by the time that a person gave, whatever was measured', () => {
    const request = aRequest({ since: hoursAgo(3) });
    expect(rulesBroken(choose({ situation: withOnset(minutesAgo(8)), request }), 1)).toEqual(['had shown the trouble']);
  });

  it('not when it only served beside a bad newer one', () => {
    const value = [
      aServiceDeployment({ of: 2, source: 1, createdAt: minutesAgo(9), status: 'IN_PROGRESS' }),
      aServiceDeployment({ of: 1, createdAt: hoursAgo(24) }),
    ].map(({ finishedAt, ...each }) =>
      each.status === 'IN_PROGRESS' ? each : { finishedAt: finishedAt ?? now, ...each },
    );
    const situation = { ...withOnset(minutesAgo(7)), serviceDeployments: { state: 'known', value } } as const;
    expect(chosen(choose({ situation })).revision).toBe(1);
  });

  it('also when it came after the trouble began and kept it, and an older one that did not have it is chosen', () => {
    const value = [
      aServiceDeployment({ of: 3, source: 2, createdAt: minutesAgo(9) }),
      aServiceDeployment({ of: 2, source: 1, createdAt: hoursAgo(5) }),
      aServiceDeployment({ of: 1, createdAt: hoursAgo(48) }),
    ];
    const situation = aSituation({
      releases: [3, 2, 1].map((revision) => aRelease({ revision })),
      service: { taskDefinition: arn(3) },
      serviceDeployments: { state: 'known', value },
    });
    const choice = choose({ situation, request: aRequest({ since: hoursAgo(4) }) });
    expect(rulesBroken(choice, 2)).toEqual(['had shown the trouble']);
    expect(chosen(choice).revision).toBe(1);
  });
});
