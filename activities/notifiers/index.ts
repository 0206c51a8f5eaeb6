// Every way to tell people of a rollback; a new one is a file and a line in src/notices/posts, or here where one request is not enough.
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import type { Channel, Delivered, Notice, Thread } from '../../src/notice.js';
import { type PostedChannel, postedChannels } from '../../src/notices/posts/index.js';
import { attemptNumber, withinAttempt } from '../attempt.js';
import type { Notifier } from './notifier.js';
import { tellPagerDuty } from './pagerduty.js';
import { tellByPost } from './post.js';
import { tellSlack } from './slack.js';
import { tellDeployments } from './slack-deployments.js';
import { tellStatusPage } from './status-page.js';

const byPost = Object.fromEntries(postedChannels.map((channel) => [channel, tellByPost(channel)])) as Record<
  PostedChannel,
  Notifier
>;

const notifiers: Readonly<Record<Channel, Notifier>> = {
  Slack: tellSlack,
  'Slack deployments': tellDeployments,
  PagerDuty: tellPagerDuty,
  'status page': tellStatusPage,
  ...byPost,
};

interface ToTell {
  readonly entry: CatalogueEntry;
  readonly channel: Channel;
  readonly incident: string;
  readonly notice: Notice;
  readonly thread?: Thread;
  /** An earlier workflow may have begun to deliver it. */
  readonly again?: boolean;
}

/** Delivers one notice to one channel; undefined where that has nothing to say of it. Fails with ChannelUnavailable, which passes, or ChannelRefused. */
export async function tellChannel({ channel, again = false, ...given }: ToTell): Promise<Delivered | undefined> {
  const told = await notifiers[channel]({ ...given, again: again || attemptNumber() > 1, signal: withinAttempt() });
  return told === undefined ? undefined : { at: new Date().toISOString(), ...told };
}
