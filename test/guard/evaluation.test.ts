import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FailingBeside } from '../../src/failing-beside.js';
import {
  decide,
  type Evaluation,
  judgeEvaluation,
  type Measured,
  type Remembered,
  unmeasuredIn,
} from '../../src/guard/evaluation.js';
import { isFine, nothingSeen, tallied, tallyLines } from '../../src/guard/tally.js';
import { judgeTriggers } from '../../src/runbook/when-to-rollback.js';
import type { TriggerFacts } from '../../src/trigger-facts.js';
import {
  measured,
  noMetrics,
  ofConnections,
  ofErrorRate,
  ofLatency,
  quietSeries,
  sideBySide,
  silent,
  troubled,
  unreachable,
} from '../support/a-guard.js';
import { anEntry, hoursAgo, minutesAgo, now } from '../support/a-situation.js';

const entry = anEntry();
const rulesOf = (facts: TriggerFacts) => judgeTriggers(facts, entry);
const wasQuiet: Remembered = {
  before: rulesOf(ofErrorRate(quietSeries, { latency: ofLatency(0.4), databaseConnections: ofConnections(0) })),
};
const moment = { at: now, suspectWithin: entry.timings.suspectWithin };

const decided = (given: Partial<Measured>, remembered: Remembered = wasQuiet, beside: readonly FailingBeside[] = []) =>
  decide(judgeEvaluation(measured(given), remembered, entry), beside, moment);
const inTrouble = { triggers: ofErrorRate(troubled) };
const undeployed: FailingBeside = { service: 'search', ratio: 0.3 };

describe('an evaluation of a guard', () => {
  it('goes on while no rule is breached', () => {
    expect(decided({})).toEqual({ do: 'go on' });
  });

  it.each([
    ['the error rate', ofErrorRate(troubled), 'ErrorRateSpike', /errors 9\.8 % for 5 of 5 minutes/],
    ['the P95', ofErrorRate(quietSeries, { latency: ofLatency(1.2) }), 'LatencyDegradation', /P95 1\.2 s/],
    [
      'database connections',
      ofErrorRate(quietSeries, { databaseConnections: ofConnections(0.3) }),
      'DatabaseConnectionFailures',
      /30 % of database connections failed/,
    ],
  ] as [string, TriggerFacts, string, RegExp][])(
    'rolls back for %s, by the rule’s name',
    (_, triggers, name, evidence) => {
      const decision = decided({ triggers });
      expect(decision).toMatchObject({ do: 'roll back', finding: { name, doubts: [] } });
      expect('finding' in decision && decision.finding.evidence).toMatch(evidence);
    },
  );

  it('says since when there are errors', () => {
    expect(decided(inTrouble)).toMatchObject({ finding: { onset: '2026-11-23T02:57:00.000Z' } });
  });

  it('only reports what was breached before the deployment already', () => {
    const decision = decided(inTrouble, { before: rulesOf(ofErrorRate(troubled)) });
    expect(decision).toMatchObject({ do: 'report', told: [{ name: 'ErrorRateSpike' }] });
    expect(JSON.stringify(decision)).toMatch(/so it was before the deployment: errors/);
  });

  it('rolls back for another rule than the one that was breached before', () => {
    const before = rulesOf(ofErrorRate(troubled, { databaseConnections: ofConnections(0) }));
    const decision = decided(
      { triggers: ofErrorRate(troubled, { databaseConnections: ofConnections(0.5) }) },
      { before },
    );
    expect(decision).toMatchObject({ do: 'roll back', finding: { name: 'DatabaseConnectionFailures', doubts: [] } });
  });

  it.each([
    ['could not be read', {}],
    ['was not measured', { before: rulesOf(ofErrorRate({ ...quietSeries, samples: [] })) }],
  ] as [string, Remembered][])('asks a person where what was before the deployment %s', (_, remembered) => {
    expect(decided(inTrouble, remembered)).toMatchObject({
      do: 'roll back',
      finding: { doubts: [expect.stringMatching(/before the deployment could not be measured/)] },
    });
  });

  it('only reports what is breached in a service that was not deployed too', () => {
    const decision = decided(inTrouble, wasQuiet, [undeployed]);
    expect(decision).toMatchObject({ do: 'report' });
    expect(JSON.stringify(decision)).toMatch(/not deployed lately, but failing too: search \(30 %\)/);
    const longAgo = { ...undeployed, deployedAt: hoursAgo(25) };
    expect(decided(inTrouble, wasQuiet, [longAgo])).toMatchObject({ do: 'report' });
  });

  it('rolls back beside a failing service that was deployed lately itself', () => {
    const deployed = { ...undeployed, deployedAt: minutesAgo(10) };
    expect(decided(inTrouble, wasQuiet, [deployed])).toMatchObject({ do: 'roll back' });
  });

  it('rolls back early where the new release is worse than the one beside it, whoever fails too', () => {
    const worse = { sideBySide: sideBySide(0.12, 0.002) };
    expect(decided(worse, {}, [undeployed])).toMatchObject({
      do: 'roll back',
      finding: {
        name: 'NewReleaseWorse',
        evidence: expect.stringMatching(/earlier than the runbook's rule/),
        doubts: [],
      },
    });
  });

  it('names the runbook’s rule where both are breached', () => {
    const both = { ...inTrouble, sideBySide: sideBySide(0.12, 0.002) };
    expect(decided(both)).toMatchObject({ finding: { name: 'ErrorRateSpike' } });
  });

  it('names the one of two that nobody doubts, and forgets that both failed alike once they differ', () => {
    const both = { ...inTrouble, sideBySide: sideBySide(0.12, 0.002) };
    expect(decided(both, {})).toMatchObject({ finding: { name: 'NewReleaseWorse', doubts: [] } });
    expect(decided(both, { ...wasQuiet, bothBad: 'both 9 %' })).toMatchObject({
      finding: { name: 'ErrorRateSpike', doubts: [] },
    });
  });

  it.each([
    ['now', { ...inTrouble, sideBySide: sideBySide(0.1, 0.09) }, wasQuiet],
    ['when both served last', inTrouble, { ...wasQuiet, bothBad: 'v1.2.3 fails 10 % …, beside it v1.2.2 fails 9 % …' }],
  ] as [string, Partial<Measured>, Remembered][])(
    'asks a person where both releases fail alike %s',
    (_, given, remembered) => {
      expect(decided(given, remembered)).toMatchObject({
        do: 'roll back',
        finding: { doubts: [expect.stringMatching(/both releases fail alike where both served/)] },
      });
    },
  );
});

describe('what a guard could not measure', () => {
  const evaluated = (triggers: TriggerFacts): Evaluation => judgeEvaluation(measured({ triggers }), wasQuiet, entry);

  it('is said of each rule, with why', () => {
    expect(unmeasuredIn(evaluated(unreachable))).toHaveLength(4);
    expect(unmeasuredIn(evaluated(ofErrorRate(quietSeries, { latency: silent })))).toEqual([
      expect.stringMatching(/^LatencyDegradation: the P95 could not be read: Prometheus at/),
    ]);
    expect(unmeasuredIn(evaluated(noMetrics))).toEqual(['the catalogue has no metrics of this service']);
  });

  it('does not count a rule that the catalogue has no query for', () => {
    expect(unmeasuredIn(evaluated(ofErrorRate(quietSeries)))).toEqual([]);
  });

  const fact = fc.constantFrom(silent, { state: 'not connected' } as const, undefined);
  const facts = fc.record({ errorRate: fact, latency: fact, burnRate: fact, databaseConnections: fact }).map(
    (given): TriggerFacts => ({
      errorRate: given.errorRate ?? ofErrorRate(quietSeries).errorRate,
      latency: given.latency ?? ofLatency(0.4),
      burnRate: given.burnRate ?? silent,
      databaseConnections: given.databaseConnections ?? ofConnections(0),
    }),
  );

  it('is never called fine, whatever is missing and when', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 8 }), (each) => {
        const evaluations = each.map(evaluated);
        const tally = evaluations.reduce(tallied, nothingSeen);
        const holes = evaluations.some((evaluation) => unmeasuredIn(evaluation).length > 0);
        if (each.length === 0 || holes) expect(isFine(tally)).toBe(false);
      }),
    );
  });

  it('rolls nothing back by itself', () => {
    fc.assert(
      fc.property(facts, (triggers) => {
        const evaluation = evaluated(triggers);
        expect(decide(evaluation, [], moment)).toEqual({ do: 'go on' });
      }),
    );
  });

  it('stands in the sentences at the end', () => {
    const seen = [evaluated(ofErrorRate(quietSeries)), evaluated(ofErrorRate(quietSeries)), evaluated(unreachable)];
    expect(tallyLines(seen.slice(0, 2).reduce(tallied, nothingSeen))).toEqual([
      'ErrorRateSpike: not breached in 2 of 2 evaluations',
    ]);
    expect(tallyLines(seen.reduce(tallied, nothingSeen))[0]).toMatch(
      /^ErrorRateSpike: not breached in 2, could not be measured in 1 \(.*did not answer\) of 3 evaluations$/,
    );
    expect(tallyLines(nothingSeen)).toEqual(['Nothing was measured']);
  });
});
