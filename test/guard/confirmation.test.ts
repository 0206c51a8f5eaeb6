import { describe, expect, it } from 'vitest';
import { confirmation, ruleToMeasure } from '../../src/guard/confirmation.js';
import {
  noMetrics,
  ofConnections,
  ofErrorRate,
  ofLatency,
  quietSeries,
  sideBySide,
  troubled,
} from '../support/a-guard.js';
import { anEntry } from '../support/a-situation.js';

const by = (name: string) => ({ trigger: { kind: 'metric', name } as const });
const errorRate = ofErrorRate(quietSeries).errorRate;
const verdict = (situation: Parameters<typeof confirmation>[0], name: string) =>
  confirmation(situation, by(name), anEntry()).verdict;

describe('a trigger, measured again by Runback', () => {
  it('is held against its own rule', () => {
    const slow = { errorRate, triggers: { ...noMetrics, latency: ofLatency(1.2) } };
    expect(verdict(slow, 'LatencyDegradation')).toBe('breached');
    expect(verdict(slow, 'ErrorRateSpike')).toBe('not breached');
    const connections = { ...noMetrics, databaseConnections: ofConnections(0) };
    expect(verdict({ errorRate, triggers: connections }, 'DatabaseConnectionFailures')).toBe('not breached');
  });

  it('is confirmed side by side where that is what was measured', () => {
    expect(verdict({ errorRate, sideBySide: sideBySide(0.2, 0.01) }, 'NewReleaseWorse')).toBe('breached');
    expect(verdict({ errorRate, sideBySide: sideBySide(0.01, 0.01) }, 'NewReleaseWorse')).toBe('not breached');
    expect(verdict({ errorRate: ofErrorRate(troubled).errorRate }, 'NewReleaseWorse')).toBe('could not measure');
  });

  it('is held against the error rate under any other name, and where its own rule was not measured', () => {
    const failing = { errorRate: ofErrorRate(troubled).errorRate };
    expect(verdict(failing, 'SomethingElse')).toBe('breached');
    expect(verdict({ errorRate }, 'LatencyDegradation')).toBe('not breached');
    expect(verdict(undefined, 'ErrorRateSpike')).toBe('could not measure');
  });

  it('is read at a look only where it is not the error rate, which is read anyway', () => {
    expect(ruleToMeasure(by('FastBurnRate'))).toBe('FastBurnRate');
    expect(ruleToMeasure(by('NewReleaseWorse'))).toBe('NewReleaseWorse');
    expect(ruleToMeasure(by('ErrorRateSpike'))).toBeUndefined();
    expect(ruleToMeasure(by('HighMemory'))).toBeUndefined();
    expect(ruleToMeasure({})).toBeUndefined();
  });
});
