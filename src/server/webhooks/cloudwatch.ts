// Alarms of CloudWatch, as SNS carries them and as EventBridge does: the service by the dimensions of what is measured.
import { z } from 'zod';
import { defined } from '../../client/defined.js';
import { severityOf } from '../../runbook/severity.js';
import { alertOf, type IncomingAlert } from './incoming.js';

/** An alarm in one form. `dimensions` are name and value of every metric in it. */
export interface Alarm {
  readonly name: string;
  readonly id: string;
  readonly description: string;
  readonly state: string;
  readonly reason: string;
  readonly at: string | undefined;
  readonly dimensions: readonly (readonly [name: string, value: string])[];
}

const dimension = z.looseObject({ name: z.string(), value: z.string() });
const metric = z.looseObject({ Dimensions: z.array(dimension).nullish() });
export const snsAlarm = z.looseObject({
  AlarmName: z.string().min(1),
  AlarmDescription: z.string().nullish(),
  AWSAccountId: z.string().nullish(),
  AlarmArn: z.string().nullish(),
  Region: z.string().nullish(),
  NewStateValue: z.string(),
  NewStateReason: z.string().nullish(),
  StateChangeTime: z.string().nullish(),
  Trigger: metric
    .extend({ Metrics: z.array(z.looseObject({ MetricStat: z.looseObject({ Metric: metric }).nullish() })).nullish() })
    .nullish(),
});

export function alarmFromSns(alarm: z.output<typeof snsAlarm>): Alarm {
  const { AlarmName: name, AlarmArn: arn, AWSAccountId: account, Region: region, Trigger: trigger } = alarm;
  const metrics = [trigger, ...(trigger?.Metrics ?? []).map(({ MetricStat }) => MetricStat?.Metric)];
  return {
    name,
    id: arn ?? `${account}/${region}/${name}`,
    description: alarm.AlarmDescription ?? '',
    state: alarm.NewStateValue,
    reason: alarm.NewStateReason ?? '',
    at: timeOf(alarm.StateChangeTime),
    dimensions: metrics.flatMap((each) => each?.Dimensions ?? []).map((each) => [each.name, each.value]),
  };
}

/** CloudWatch writes offsets without a colon: "2026-01-01T00:00:00.000+0000". */
export function timeOf(written: string | null | undefined): string | undefined {
  const at = Date.parse((written ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

export function incomingOf({ name, id, description, state, reason, at, dimensions }: Alarm): IncomingAlert {
  const said = wordsIn(description);
  const status = state === 'OK' ? 'resolved' : 'firing';
  const startsNothing = ['ALARM', 'OK'].includes(state)
    ? undefined
    : `CloudWatch says ${state.slice(0, 100)}; that is no trouble measured`;
  const labels = Object.fromEntries(dimensions);
  return {
    alert: alertOf({ source: 'cloudwatch', name, status, startsAt: at, fingerprint: id, summary: reason, labels }),
    service: said.service ?? serviceIn(dimensions),
    environment: said.environment,
    severity: severityOf(undefined, said.severity),
    ...defined({ startsNothing }),
  };
}

/** "service=applylens-api environment=prod severity=critical", anywhere in the alarm's description. */
function wordsIn(description: string): Record<string, string | undefined> {
  const words = description.matchAll(/\b(service|environment|severity)=([\w.-]{1,128})/g);
  return Object.fromEntries(Array.from(words, ([, key = '', value]) => [key, value] as const));
}

/** The ECS service, else the target group, when all metrics of the alarm are of one. */
function serviceIn(dimensions: Alarm['dimensions']): string | undefined {
  const of = (wanted: string) => [...new Set(dimensions.filter(([name]) => name === wanted).map(([, value]) => value))];
  const [services, groups] = [of('ServiceName'), of('TargetGroup')];
  const named = services.length > 0 ? services : groups.map((group) => group.split('/')[1] ?? group);
  return named.length === 1 ? named[0] : undefined;
}
