// Events of EventBridge, by an API destination with a token or inside a message of SNS.
import { z } from 'zod';
import type { Services } from '../../client/services.js';
import { severityOf } from '../../runbook/severity.js';
import { type Alarm, incomingOf, timeOf } from './cloudwatch.js';
import { fromDeploymentEvent } from './ecs-deployment.js';
import { alertOf, type IncomingAlert } from './incoming.js';
import { aSource, type Source } from './source.js';

export const eventBody = z
  .looseObject({
    id: z.string().min(1),
    'detail-type': z.string(),
    source: z.string(),
    time: z.string().nullish(),
    resources: z.array(z.string()).default([]),
    detail: z.looseObject({}),
  })
  .meta({ id: 'EventBridgeEvent' });
export type Event = z.output<typeof eventBody>;

const texts = z.record(z.string(), z.string());
const alarmDetail = z.looseObject({
  alarmName: z.string().min(1),
  state: z.looseObject({ value: z.string(), reason: z.string().nullish(), timestamp: z.string().nullish() }),
  configuration: z
    .looseObject({
      description: z.string().nullish(),
      metrics: z
        .array(
          z.looseObject({
            metricStat: z.looseObject({ metric: z.looseObject({ dimensions: texts.nullish() }) }).nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
});

export const eventBridge = (): Source =>
  aSource({
    name: 'eventbridge',
    summary: 'An event of EventBridge by an API destination: an alarm of a known service starts a rollback',
    body: eventBody,
    idOf: (_, { id }) => id,
    alertsIn: (event, services) => [fromEvent(event, services)],
  });

/** Anything but an alarm's change of state, and a deployment that begins, is kept on the record only. */
export function fromEvent(event: Event, services: Services): IncomingAlert {
  const alarm = alarmDetail.safeParse(event.detail);
  const isAlarm = event.source === 'aws.cloudwatch' && event['detail-type'] === 'CloudWatch Alarm State Change';
  if (isAlarm && alarm.success) return incomingOf(alarmIn(event, alarm.data));
  const deployment = fromDeploymentEvent(event, services);
  if (deployment !== undefined) return deployment;
  const [first = ''] = event.resources;
  const what = typeof event.detail.eventName === 'string' ? `: ${event.detail.eventName}` : '';
  return {
    alert: alertOf({ source: 'eventbridge', name: `${event['detail-type']}${what}`, status: 'firing' }),
    service: first.split('/').at(-1),
    environment: undefined,
    severity: severityOf(undefined),
    startsNothing: 'Of what EventBridge tells, alarms of CloudWatch and deployments of ECS begin something',
  };
}

function alarmIn({ resources, id }: Event, detail: z.output<typeof alarmDetail>): Alarm {
  const { alarmName: name, state, configuration } = detail;
  return {
    name,
    id: resources[0] ?? id,
    description: configuration?.description ?? '',
    state: state.value,
    reason: state.reason ?? '',
    at: timeOf(state.timestamp),
    dimensions: (configuration?.metrics ?? []).flatMap(({ metricStat }) =>
      Object.entries(metricStat?.metric.dimensions ?? {}),
    ),
  };
}
