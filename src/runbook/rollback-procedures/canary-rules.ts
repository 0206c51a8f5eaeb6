// Method 4 in numbers; the runbook names none of them.
export const canaryRules = {
  /** Scale-down delay that cured 503s after a weight was set to 0 (facts: ELBv2 and speed). */
  propagation: '2 minutes',
  /** What the organisation's script gets before our own steps. */
  scriptFor: '30 seconds',
  /** Below it a share of failing requests says nothing. */
  fewestRequests: 20,
  /** Times that somebody may raise the weight again before a person is asked. */
  redone: 3,
} as const;
