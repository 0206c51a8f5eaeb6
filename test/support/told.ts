// What people were told in a workflow test, by the calls of tellChannel.
import type { Notice } from '../../src/notice.js';

export const slack = {
  api: 'https://slack.example/api',
  token: 'env:SLACK_BOT_TOKEN',
  incidents: '#incidents',
  deployments: '#deployments',
};
export const told = (calls: readonly unknown[], channel: string): readonly Notice[] =>
  (calls as readonly { channel: string; notice: Notice }[])
    .filter((each) => each.channel === channel)
    .map((each) => each.notice);
