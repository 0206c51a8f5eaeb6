// Units of a service with an SLO of their own, as ApplyLens's agents: each is shown by itself after a rollback.
import type { Agent } from '../catalogue/measured-entry.js';
import type { Check } from '../verification.js';
import { judgeSince, type RecoveryWindow } from './recovery-window.js';
import { exactPercent } from './wording.js';

export interface AgentReading extends Agent {
  readonly errorRate: number | null;
  readonly requests: number | null;
}

/** One that is hardly used at night holds nothing up: the runbook's own criteria measure all of the service. */
export const judgeAgents = (window: RecoveryWindow, agents: readonly AgentReading[]): readonly Check[] =>
  agents.map(({ name, slo, minimumSample, errorRate, requests }) => {
    const check = judgeSince(window, {
      name: `Agent ${name}`,
      requests,
      minimumSample,
      value: errorRate,
      atMost: 1,
      passes: (ratio) => ratio <= mayFail(slo),
      shown: (ratio) => `success ${exactPercent(Number((1 - ratio).toFixed(5)))} (SLO ${exactPercent(slo)})`,
    });
    return check.verdict === 'could not measure' ? { ...check, aside: true as const } : check;
  });

/** 1 - 0.98 is not 0.02 to a machine. */
const mayFail = (slo: number): number => Number((1 - slo).toPrecision(12));
