// A channel that is told by one HTTP request for each notice, such as an incoming webhook: a pure function, one file each in posts/.
import type { Notice } from '../notice.js';

export interface Post {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body: object;
}

/**
 * What one notice comes to; undefined where the channel has nothing to say of it. `secret`: what the reference in the
 * catalogue stands for, the webhook's own address or a key.
 */
export type Poster = (notice: Notice, secret: string) => Post | undefined;
