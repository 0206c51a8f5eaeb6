// Runbook › Communication: one thread for each incident in #incidents, its first message always how it stands now.
import { firstMessage, reply } from '../../src/notices/slack-message.js';
import type { Notifier, ToDeliver } from './notifier.js';
import { askSlack } from './slack-client.js';
import { contentOf, postOnce } from './slack-post.js';

export const tellSlack: Notifier = async (given) => {
  const { slack } = given.entry;
  if (slack === undefined) return undefined;
  return askSlack('Slack', given, slack, async (client) => {
    const { notice, thread } = given;
    const first = threadOf(given) ?? (await postOnce(client, { ...placed(given), message: firstMessage(notice) }));
    if (thread !== undefined) {
      if (notice.kind !== 'changed') {
        const message = reply(notice, new Date().toISOString());
        await postOnce(client, { ...placed(given), channel: first.channel, message, threadTs: first.ts });
      }
      await client.chat.update({ ...first, ...contentOf(firstMessage(notice)) });
    }
    const { permalink } = await client.chat.getPermalink({ channel: first.channel, message_ts: first.ts });
    return { thread: { ...first }, ...(permalink === undefined ? {} : { link: permalink }) };
  });
};

const threadOf = ({ thread }: ToDeliver) =>
  thread?.channel === undefined || thread.ts === undefined ? undefined : { channel: thread.channel, ts: thread.ts };

const placed = ({ entry, notice, again }: ToDeliver) => ({
  channel: entry.slack?.incidents ?? '',
  key: notice.id,
  since: notice.writtenAt,
  again,
});
