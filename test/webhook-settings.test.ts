import { describe, expect, it } from 'vitest';
import { readWebhookSettings } from '../src/webhook-settings.js';

const topic = 'arn:aws:sns:us-east-1:111122223333:alarms';

describe('how senders sign', () => {
  it('is with a token where nothing is set', () => {
    expect(readWebhookSettings({})).toEqual({
      grafana: { secrets: [], header: 'x-grafana-alert-signature' },
      pagerduty: { secrets: [] },
      generic: { secrets: [], header: 'x-runback-signature' },
      snsTopics: [],
    });
  });

  it('is with several secrets, in headers by any name', () => {
    const set = {
      RUNBACK_GRAFANA_SECRETS: 'file:/run/secrets/grafana, env:FORMER',
      RUNBACK_GRAFANA_SIGNATURE_HEADER: 'X-Signature',
      RUNBACK_GRAFANA_TIMESTAMP_HEADER: 'X-Signed-At',
      RUNBACK_SNS_TOPICS: `${topic},arn:aws-cn:sns:cn-north-1:111122223333:alarms.fifo`,
    };
    expect(readWebhookSettings(set)).toMatchObject({
      grafana: {
        secrets: ['file:/run/secrets/grafana', 'env:FORMER'],
        header: 'x-signature',
        timestampHeader: 'x-signed-at',
      },
      snsTopics: [topic, 'arn:aws-cn:sns:cn-north-1:111122223333:alarms.fifo'],
    });
  });

  it.each([
    ['RUNBACK_PAGERDUTY_SECRETS', 'hunter2', /^RUNBACK_PAGERDUTY_SECRETS: expected, parted by commas, references/],
    ['RUNBACK_GENERIC_SECRETS', 'env:A,hunter2', /^RUNBACK_GENERIC_SECRETS: /],
    ['RUNBACK_SNS_TOPICS', 'arn:aws:sns:*:*:*', /^RUNBACK_SNS_TOPICS: expected, parted by commas, ARNs of SNS topics$/],
    [
      'RUNBACK_GRAFANA_SIGNATURE_HEADER',
      'X Signature',
      /^RUNBACK_GRAFANA_SIGNATURE_HEADER: expected the name of a header/,
    ],
  ])('is refused where %s is wrong, without a word of what stands there', (variable, written, why) => {
    const read = () => readWebhookSettings({ [variable]: written });
    expect(read).toThrow(why);
    expect(read).not.toThrow(/hunter2/);
  });
});
