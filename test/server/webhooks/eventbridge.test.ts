import { afterEach, describe, expect, it } from 'vitest';
import { aReceiver, authorised, type Receiver } from './a-receiver.js';

const anAlarm = (value: string, id = `id-${value}`) => ({
  version: '0',
  id,
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '111122223333',
  time: '2026-11-23T03:03:25Z',
  region: 'us-east-1',
  resources: ['arn:aws:cloudwatch:us-east-1:111122223333:alarm:latency'],
  detail: {
    alarmName: 'latency',
    configuration: {
      metrics: [
        {
          id: 'm',
          metricStat: {
            metric: {
              namespace: 'AWS/ECS',
              name: 'x',
              dimensions: { ServiceName: 'applylens-web-prod', ClusterName: 'applylens' },
            },
          },
        },
      ],
    },
    state: { value, reason: 'above', timestamp: '2026-11-23T03:03:25.471+0000' },
  },
});

const aDeployment = (id: string, detail: object = {}, cluster = 'applylens-prod') => ({
  version: '0',
  id,
  'detail-type': 'ECS Deployment State Change',
  source: 'aws.ecs',
  resources: [`arn:aws:ecs:us-east-1:111122223333:service/${cluster}/applylens-api-prod`],
  detail: { eventType: 'INFO', eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS', deploymentId: 'ecs-svc/123', ...detail },
});

describe('the webhook of EventBridge', () => {
  let receiver: Receiver;
  afterEach(() => receiver.server.close());

  it('starts a rollback with an alarm, and tells when it is over', async () => {
    receiver = await aReceiver();
    for (const state of ['ALARM', 'OK'])
      expect((await receiver.send('eventbridge', anAlarm(state), authorised)).status).toBe(202);
    expect(receiver.passedOn).toMatchObject([
      {
        service: 'applylens-web-prod',
        alert: {
          name: 'latency',
          status: 'firing',
          startsAt: '2026-11-23T03:03:25.471Z',
          fingerprint: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:latency',
        },
      },
      { alert: { status: 'resolved' } },
    ]);
  });

  it('keeps the rest on record only', async () => {
    receiver = await aReceiver();
    const ended = aDeployment('d-2', { eventName: 'SERVICE_DEPLOYMENT_COMPLETED' });
    const other = { ...aDeployment('d-3'), 'detail-type': 'ECS Task State Change' };
    for (const event of [anAlarm('INSUFFICIENT_DATA'), ended, other, aDeployment('d-4', {}, 'another-cluster')])
      expect((await receiver.send('eventbridge', event, authorised)).alerts).toMatchObject([
        { became: 'starts nothing' },
      ]);
    expect(receiver.passedOn).toEqual([]);
    expect(receiver.guarded).toEqual([]);
  });

  it('has a deployment that begins guarded, once', async () => {
    receiver = await aReceiver();
    const first = await receiver.send('eventbridge', aDeployment('d-1'), authorised);
    expect(first.alerts).toMatchObject([{ became: 'guarded', said: 'ecs-svc/123 is guarded from now on' }]);
    expect((await receiver.send('eventbridge', aDeployment('d-1'), authorised)).repeated).toBe(true);
    const again = await receiver.send('eventbridge', aDeployment('d-5'), authorised);
    expect(again.alerts).toMatchObject([{ became: 'guarded', said: 'ecs-svc/123 is guarded, or was, already' }]);
    const of = { service: 'applylens-api', environment: 'prod', deployment: 'ecs-svc/123', requestedBy: 'eventbridge' };
    expect(receiver.guarded).toEqual([of, of]);
    expect(receiver.passedOn).toEqual([]);
  });

  it('asks for the event again while the guard cannot be started', async () => {
    receiver = await aReceiver();
    receiver.isDown = true;
    expect((await receiver.send('eventbridge', aDeployment('d-1'), authorised)).status).toBe(503);
    receiver.isDown = false;
    expect((await receiver.send('eventbridge', aDeployment('d-1'), authorised)).alerts).toHaveLength(1);
  });

  it('counts the same event once', async () => {
    receiver = await aReceiver();
    await receiver.send('eventbridge', anAlarm('ALARM'), authorised);
    expect((await receiver.send('eventbridge', anAlarm('ALARM'), authorised)).repeated).toBe(true);
    expect(receiver.passedOn).toHaveLength(1);
  });

  it('needs a token, and the whole of its body', async () => {
    receiver = await aReceiver();
    expect((await receiver.send('eventbridge', anAlarm('ALARM'))).status).toBe(401);
    expect((await receiver.send('eventbridge', JSON.stringify(anAlarm('ALARM')).slice(0, -3), authorised)).status).toBe(
      400,
    );
    expect((await receiver.send('eventbridge', {}, authorised)).status).toBe(400);
  });
});
