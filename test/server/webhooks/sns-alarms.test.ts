import { afterEach, describe, expect, it } from 'vitest';
import type { SnsMessage } from '../../../src/server/webhooks/sns-signature.js';
import { alarm, aMessage, anSnsReceiver, type SnsReceiver } from './sns-messages.js';

describe('a message of SNS', () => {
  let receiver: SnsReceiver;
  afterEach(() => receiver.server.close());
  const heard = async (...given: Parameters<typeof anSnsReceiver>) => {
    receiver = await anSnsReceiver(...given);
  };
  const send = (message: SnsMessage | string) => receiver.sendSns(message);

  it.each([
    ['OK', { NewStateValue: 'OK' }, 'started', 'resolved'],
    [
      'an ECS service',
      {
        Trigger: {
          Dimensions: [
            { name: 'ServiceName', value: 'applylens-web-prod' },
            { name: 'ClusterName', value: 'x' },
          ],
        },
      },
      'started',
      'firing',
    ],
    [
      'a metric of metrics',
      {
        Trigger: {
          Metrics: [
            { Id: 'e', Expression: 'm/n' },
            { Id: 'm', MetricStat: { Metric: { Dimensions: [{ name: 'ServiceName', value: 'applylens-web-prod' }] } } },
          ],
        },
      },
      'started',
      'firing',
    ],
    [
      'words of its description',
      { AlarmDescription: 'service=applylens-web environment=prod', Trigger: null },
      'started',
      'firing',
    ],
  ])('understands %s', async (_, but, became, status) => {
    await heard();
    const Message = JSON.stringify({ ...alarm, ...but });
    expect((await send(aMessage({ Message }))).alerts).toMatchObject([{ became }]);
    expect(receiver.passedOn).toMatchObject([{ alert: { status } }]);
  });

  it.each([
    ['too little data', JSON.stringify({ ...alarm, NewStateValue: 'INSUFFICIENT_DATA' }), 'starts nothing'],
    [
      'two services',
      JSON.stringify({
        ...alarm,
        Trigger: {
          Dimensions: [
            { name: 'ServiceName', value: 'a' },
            { name: 'ServiceName', value: 'b' },
          ],
        },
      }),
      'unknown service',
    ],
    ['no service', JSON.stringify({ ...alarm, Trigger: null }), 'unknown service'],
    ['no alarm', 'Hello', 'unknown service'],
    ['an odd time', JSON.stringify({ ...alarm, StateChangeTime: 'yesterday', Trigger: null }), 'unknown service'],
  ])('starts nothing with %s', async (_, Message, became) => {
    await heard();
    expect((await send(aMessage({ Message }))).alerts).toMatchObject([{ became }]);
    expect(receiver.passedOn).toEqual([]);
  });

  it('understands an event of EventBridge', async () => {
    await heard();
    const detail = {
      alarmName: 'e',
      state: { value: 'ALARM' },
      configuration: { description: 'service=applylens-api environment=prod' },
    };
    const Message = JSON.stringify({
      id: 'e-1',
      'detail-type': 'CloudWatch Alarm State Change',
      source: 'aws.cloudwatch',
      detail,
    });
    expect((await send(aMessage({ Message }))).alerts).toMatchObject([{ became: 'started' }]);
  });
});
