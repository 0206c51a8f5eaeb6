// Runbook › Method 1: "Monitor Slack #deployments channel": exactly its line, and a second one that says which.
import { asPlainMrkdwn, escaped } from '../../src/notices/slack-text.js';
import { rollbackInitiated } from '../../src/runbook/communication.js';
import type { Notifier } from './notifier.js';
import { askSlack } from './slack-client.js';
import { postOnce } from './slack-post.js';

/** Once for each run, when production begins to be changed. */
export const tellDeployments: Notifier = async (given) => {
  const { entry, notice, thread, again } = given;
  const { slack } = entry;
  if (slack?.deployments === undefined || !notice.acting || thread?.runKey === notice.runKey) return undefined;
  const { deployments } = slack;
  return askSlack('Slack deployments', given, slack, async (client) => {
    const line = rollbackInitiated(notice.environment);
    const which = `${notice.service}: ${notice.from} → ${notice.to}`;
    const link = notice.dashboard === undefined ? '' : ` · <${escaped(notice.dashboard)}|dashboard>`;
    const text = `${asPlainMrkdwn(line)}\n${asPlainMrkdwn(which)}${link}`;
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }];
    const message = { text: `${asPlainMrkdwn(line)}\n${asPlainMrkdwn(which)}`, blocks };
    await postOnce(client, {
      channel: deployments,
      message,
      key: `${notice.runKey}/deployments`,
      since: notice.writtenAt,
      again,
    });
    return { thread: { runKey: notice.runKey } };
  });
};
