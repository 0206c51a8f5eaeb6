// Delivers a notice to a channel that is told by one HTTP request. It cannot be asked what it has: an answer that was lost comes twice.
import { type PostedChannel, posts } from '../../src/notices/posts/index.js';
import { resolveSecret } from '../secrets.js';
import type { Notifier } from './notifier.js';
import { askRest } from './rest.js';

export const tellByPost =
  (channel: PostedChannel): Notifier =>
  async (given) => {
    const reference = given.entry.channels?.[channel];
    const post = reference && posts[channel](given.notice, await resolveSecret(reference));
    if (!post) return undefined;
    const { url, headers = {}, body } = post;
    const remedy = `Check channels.${channel} in the catalogue: what ${reference} stands for`;
    await askRest({ channel, url, headers, remedy, saysAt: 'error.message' }, given, 'POST', '', body);
    return {};
  };
