// Who is signed in at the page. Kept in this process's memory: a restart signs everybody out.
import { randomBytes } from 'node:crypto';
import type { Notice } from './layout.js';

export interface Session {
  readonly id: string;
  /** What every message of the session is sent with: one that is withdrawn ends the session. */
  readonly token: string;
  /** The word that a form of this session carries. */
  readonly csrf: string;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  /** To be shown once. */
  notice?: Notice | undefined;
}

export interface Sessions {
  begin(token: string): Session;
  find(id: string | undefined): Session | undefined;
  end(id: string): void;
}

export const sessionLasts = 12 * 3_600_000;
const mostSessions = 1_000;
const random = (): string => randomBytes(32).toString('base64url');

export function createSessions(now: () => number = Date.now): Sessions {
  const open = new Map<string, Session>();
  return {
    begin(token) {
      for (const [id, { endsAt }] of open) if (endsAt <= now()) open.delete(id);
      const [oldest] = open.keys();
      if (open.size >= mostSessions && oldest !== undefined) open.delete(oldest);
      const session: Session = { id: random(), token, csrf: random(), endsAt: now() + sessionLasts };
      open.set(session.id, session);
      return session;
    },
    find(id) {
      const session = id === undefined ? undefined : open.get(id);
      return session === undefined || session.endsAt <= now() ? undefined : session;
    },
    end: (id) => void open.delete(id),
  };
}
