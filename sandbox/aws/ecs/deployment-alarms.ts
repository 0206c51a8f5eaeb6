// Which of a deployment's CloudWatch alarms it fails by, and for how long it bakes because of them (facts/aws.md §4, facts §5).
import { type Alarms, wasInAlarm } from '../cloudwatch/alarms.js';

/**
 * The alarms that were in ALARM at `lastLook`, when ECS last looked (milliseconds since the epoch).
 * One that was in ALARM as the deployment began is ignored to its end.
 */
export function triggeredAlarms(
  alarms: Pick<Alarms, 'find'>,
  names: readonly string[],
  { begunAt, lastLook }: { readonly begunAt: number; readonly lastLook: number },
): readonly string[] {
  if (lastLook < begunAt) return [];
  return names.filter((name) => {
    const alarm = alarms.find(name);
    return alarm !== undefined && wasInAlarm(alarm, lastLook) && !wasInAlarm(alarm, begunAt);
  });
}

/** AWS seconds from the last new healthy task to COMPLETED: as long as the slowest of the alarms needs to see trouble. */
export function bakeSeconds(alarms: Pick<Alarms, 'find'>, names: readonly string[], bakeTimeInMinutes: number): number {
  const needed = names.map((name) => {
    const { periodSeconds, evaluationPeriods } = alarms.find(name) ?? { periodSeconds: 0, evaluationPeriods: 0 };
    return periodSeconds * evaluationPeriods;
  });
  return Math.max(bakeTimeInMinutes * 60, ...needed);
}
