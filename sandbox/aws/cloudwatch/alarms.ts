// CloudWatch's alarms: they have the state that they are given, and remember when they had which.
import { alarmArn } from '../identifiers.js';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface AlarmChange {
  readonly state: AlarmState;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Alarm {
  readonly name: string;
  readonly arn: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  /** Oldest first; at least one. */
  readonly changes: readonly [AlarmChange, ...AlarmChange[]];
}

export interface AlarmToSet {
  readonly name: string;
  readonly state: AlarmState;
  readonly reason?: string | undefined;
  /** 60 unless said, now or before. */
  readonly periodSeconds?: number | undefined;
  /** 1 unless said, now or before. */
  readonly evaluationPeriods?: number | undefined;
}

export interface Alarms {
  /** Makes the alarm where there is none of this name. */
  set(alarm: AlarmToSet): Alarm;
  find(name: string): Alarm | undefined;
  /** By name. */
  list(): readonly Alarm[];
}

export function createAlarms(now: () => number): Alarms {
  const alarms = new Map<string, Alarm>();
  return {
    set({ name, state, reason = 'Set by hand.', ...evaluation }) {
      const known = alarms.get(name);
      const change = { state, reason, at: now() };
      const alarm: Alarm = {
        name,
        arn: alarmArn(name),
        periodSeconds: evaluation.periodSeconds ?? known?.periodSeconds ?? 60,
        evaluationPeriods: evaluation.evaluationPeriods ?? known?.evaluationPeriods ?? 1,
        changes: known ? [...known.changes, change] : [change],
      };
      alarms.set(name, alarm);
      return alarm;
    },
    find: (name) => alarms.get(name),
    list: () => [...alarms.values()].sort((a, b) => a.name.localeCompare(b.name)),
  };
}

export const latestChange = ({ changes }: Alarm): AlarmChange => changes.at(-1) ?? changes[0];

export const wasInAlarm = ({ changes }: Alarm, at: number): boolean =>
  changes.findLast((change) => change.at <= at)?.state === 'ALARM';
