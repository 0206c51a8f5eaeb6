import { statSync } from 'node:fs';
import type { Holder } from './holder.js';
import { readTokens, slackUsersOf, tokensOf } from './tokens.js';

export interface LiveTokens {
  readonly tokens: (token: string) => Holder | undefined;
  readonly ofSlack: (user: string) => Holder | undefined;
  readonly stop: () => void;
}

/**
 * The tokens of a file as it is now: a token that is added or removed counts within a second, without a restart. A file
 * that can no longer be read leaves the tokens as they were. Throws when it cannot be read at the start.
 */
export async function liveTokens(file: string, complain: (error: unknown) => void): Promise<LiveTokens> {
  let current = await readTokens(file);
  let version = versionOf(file);
  const timer = setInterval(() => {
    const now = versionOf(file);
    if (now === version) return;
    version = now;
    readTokens(file).then((known) => {
      current = known;
    }, complain);
  }, 500);
  timer.unref();
  return {
    tokens: (token) => tokensOf(current)(token),
    ofSlack: (user) => slackUsersOf(current)(user),
    stop: () => clearInterval(timer),
  };
}

const versionOf = (file: string): string => {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'absent' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
};
