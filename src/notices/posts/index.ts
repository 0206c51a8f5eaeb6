// The channels that are told by a post: another one is a file here and a line below.
import type { Poster } from '../post.js';
import { teams } from './teams.js';

export const posts = {
  Teams: teams,
} as const satisfies Readonly<Record<string, Poster>>;

export type PostedChannel = keyof typeof posts;
export const postedChannels = Object.keys(posts) as PostedChannel[];
