// How long things take at AWS, in seconds, each with its source (facts §3–§5).

export const durations = {
  /** One round of the service scheduler. Assumed; replacements were seen 0.8 s after a stop (R1). */
  schedulerRound: 1,
  /** Created → pull started, network interface and micro-VM: shortest and longest capture (DG 2020, R11). */
  provisioningShortest: 17.7,
  provisioningLongest: 24.2,
  /** Image pull (R10). */
  pull: 6.8,
  /** Pull finished → RUNNING (R10). */
  activation: 0.4,
  /** Failed pull: execution stopped → stopping → stopped (R10). */
  failedPullToStopping: 10.0,
  failedPullToStopped: 13.5,
  /** Stopping → execution stopped → stopped (R10). */
  stopping: 11.6,
  deprovisioning: 24.3,
  /** A new service deployment stays PENDING this long (C). */
  serviceDeploymentPending: 1.6,
  /** ROLLBACK_REQUESTED until the rollback begins. Assumed; all tasks were seen on the old revision 45 s after the call (R9). */
  rollbackRequested: 5,
  /** A rollback whose tasks all run already is COMPLETED after this long (R7). */
  shortestRollback: 24,
  /** A weight that ECS changed until all requests follow it: the rules' own propagation and a little. Assumed. */
  trafficShift: 35,
  /** ALARM until ECS acts on it (R9: rolled back 21 s after it). */
  alarmNoticed: 20,
  /** End of a metric's period until it can be read. Assumed. */
  metricPublished: 60,
  /** A manual snapshot of an RDS instance (Runbook › Database Rollback: "5-10 minutes"). */
  snapshot: 450,
  /** A snapshot restored into a new instance: 32 min 26 s until it takes connections, as one report measured it without data. */
  restore: 1_946,
  /** Transaction logs of an RDS instance are uploaded this often (RDS guide), and hold what was committed until then. */
  logUpload: 300,
  /** By how much an upload lags behind. Assumed; up to about 7½ minutes in all were seen (R8). */
  logUploadTakes: 60,
  /** Pause before the next start after a task that did not run: starts 51 s apart, 25 s of them starting (R14). */
  restartPause: 27,
  /** Longest pause between starts of tasks that never run (DG23). */
  longestRestartPause: 900,
  /** Without a load balancer a task counts as healthy after this long (rolling update page, DG). */
  healthyWithoutLoadBalancer: 40,
  /** An idle service repeats its steady state (C: every 6 h). */
  steadyStateRepeat: 6 * 3600,
  /** An event with the same text is not repeated before this (DG23). */
  sameEventSilence: 6 * 3600,
} as const;
