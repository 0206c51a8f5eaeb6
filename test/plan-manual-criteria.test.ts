import { describe, expect, it } from 'vitest';
import { holdInForce, readHold, writeBlock } from '../src/hold.js';
import { criteriaDoubts } from '../src/plan/manual-criteria.js';
import { makePlan } from '../src/plan.js';
import type { Criterion } from '../src/rollback.js';
import { anEntry, aRelease, aRequest, arn, aSituation, now } from './support/a-situation.js';

const weighed = { for: ['errors 9.8 %'], against: ['GitHub is down'] };
const doubts = (criterion: Criterion, database?: object) =>
  criteriaDoubts(aRequest({ criteria: [criterion], ...(database === undefined ? {} : { database }) }), weighed);

describe('a manual criterion', () => {
  it.each<Criterion>(['user-reports', 'slo-multiple-agents', 'flag-did-not-help', 'security'])(
    '%s asks nobody who would not be asked anyway',
    (criterion) => expect(doubts(criterion)).toEqual([]),
  );

  it('third-party puts what speaks for a rollback and against it above the approval', () => {
    expect(doubts('third-party')).toEqual([
      'a third party is said to fail, which no rollback mends: for: errors 9.8 %; against: GitHub is down',
    ]);
  });

  it('migration-failure asks about an application that goes back without its schema', () => {
    expect(doubts('migration-failure')[0]).toMatch(
      /takes back the application alone: with --database the schema goes first$/,
    );
    expect(doubts('migration-failure', {})).toEqual([]);
  });
});

describe('a security vulnerability', () => {
  const plan = (criteria: readonly Criterion[], versions: readonly [number, string][]) => {
    const releases = versions.map(([revision, version]) =>
      aRelease({ revision, version, verifiedTag: '2026-11-20T00:00:00.000Z' }),
    );
    const situation = aSituation({ releases, service: { taskDefinition: arn(124) } });
    return makePlan({ situation, entry: anEntry(), request: aRequest({ criteria }), now });
  };
  const chosen = ({ target }: ReturnType<typeof plan>) =>
    target.kind === 'chosen' ? target.target.release.version : target.why;

  it('is judged by the version: what was released after the one that brought it has it too', () => {
    const versions = [
      [124, '1.2.3'],
      [123, '1.10.0'],
      [121, '1.2.2'],
    ] as const;
    const made = plan(
      ['security'],
      versions.map((each) => [...each]),
    );
    expect(chosen(made)).toBe('1.2.2');
    expect(JSON.stringify(made.target)).toContain('it is not older than 1.2.3: security is judged by the version');
  });

  it('says before anybody agrees that the release it leaves is blocked', () => {
    expect(
      plan(
        ['security'],
        [
          [124, '1.2.3'],
          [121, '1.2.2'],
        ],
      ).warnings[0],
    ).toMatch(/^security: v1\.2\.3 will be blocked/);
    expect(
      plan(
        [],
        [
          [124, '1.2.3'],
          [121, '1.2.2'],
        ],
      ).warnings.join(),
    ).not.toContain('blocked');
  });

  it('is a block that still says which rollback left the release', () => {
    const block = writeBlock('2026-11-23T03:10:00.000Z', 'request-1');
    expect(holdInForce(block, now)).toMatchObject({ blocked: true });
    expect(readHold(block)).toMatchObject({ since: '2026-11-23T03:10:00.000Z', rolledBackBy: 'request-1' });
  });
});
