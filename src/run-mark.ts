// The service's tag `runback:run`: what a run has begun, readable by the next one when the run itself is gone.
import type { DeploymentSettings, SeenService } from './situation.js';

export const runMarkKey = 'runback:run';

/** A rollback that was begun and not closed. Revisions are of the service's family. */
export interface RunMark {
  readonly runKey: string;
  readonly from: number;
  readonly to: number;
  /** ISO time of the change. */
  readonly at: string;
  /** Whether the circuit breaker rolled back, and alarms were enabled and rolled back, before our change. */
  readonly breakerRollback: boolean;
  readonly alarms: 'off' | 'on' | 'on+rollback';
}

const revision = (taskDefinition: string): number => Number(taskDefinition.replace(/^.*:/, ''));

const alarmsWord = ({ alarms }: DeploymentSettings): RunMark['alarms'] => {
  if (alarms?.enable !== true) return 'off';
  return alarms.rollback ? 'on+rollback' : 'on';
};

export const runMark = (
  runKey: string,
  fromTaskDefinition: string,
  toTaskDefinition: string,
  settings: DeploymentSettings,
  at: string,
): RunMark => ({
  runKey,
  from: revision(fromTaskDefinition),
  to: revision(toTaskDefinition),
  at,
  breakerRollback: settings.circuitBreaker.rollback,
  alarms: alarmsWord(settings),
});

/** At most 256 characters of those that AWS allows in a tag. */
export const writeRunMark = ({ runKey, from, to, at, breakerRollback, alarms }: RunMark): string =>
  `from=${from} to=${to} at=${at} breaker=${breakerRollback ? 'rollback' : 'off'} alarms=${alarms} run=${runKey}`.slice(
    0,
    256,
  );

const shape =
  /^from=(\d+) to=(\d+) at=(\d{4}-\d\d-\d\dT[\d:.]+Z) breaker=(rollback|off) alarms=(off|on|on\+rollback) run=(\S+)$/;

/** Undefined for anything that Runback did not write. */
export function readRunMark(value: string): RunMark | undefined {
  const [, from, to, at, breaker, alarms, runKey] = shape.exec(value) ?? [];
  if (at === undefined || runKey === undefined) return undefined;
  return {
    runKey,
    from: Number(from),
    to: Number(to),
    at,
    breakerRollback: breaker === 'rollback',
    alarms: alarms as RunMark['alarms'],
  };
}

const marksWithinMs = 2 * 60_000;
// A run waits for its operator for a day; what is older was left by nobody who still means it.
const countsForMs = 25 * 3_600_000;

/** The mark while it is about what runs now: about the deployment that is PRIMARY, and not forgotten there for a day. */
export function markInForce({ unfinished: mark, deployments }: SeenService, now: string): RunMark | undefined {
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  if (mark === undefined || primary === undefined) return undefined;
  const begunAt = Date.parse(mark.at);
  const isOfPrimary =
    revision(primary.taskDefinition) === mark.to && Math.abs(Date.parse(primary.createdAt) - begunAt) <= marksWithinMs;
  return isOfPrimary && Date.parse(now) - begunAt <= countsForMs ? mark : undefined;
}

/** The settings as they were before the marked run switched them off. */
export const settingsBefore = (mark: RunMark, now: DeploymentSettings): DeploymentSettings => ({
  ...now,
  circuitBreaker: { ...now.circuitBreaker, rollback: mark.breakerRollback },
  ...(now.alarms === undefined
    ? {}
    : { alarms: { ...now.alarms, enable: mark.alarms !== 'off', rollback: mark.alarms === 'on+rollback' } }),
});
