import type { Production } from '../production.js';

/** A peer that answers, with everything in it that the behaviours need. */
export interface StartedPeer {
  readonly production: Production;
  /** Lines about exchanges since the last time that broke AWS's own models; for those whose exchanges can be watched. */
  readonly violations: () => readonly string[];
  /** Puts back what was changed and stops what was started. */
  readonly stop: () => Promise<void>;
}
