// What is read of an outage for whoever is paged: facts, each of which may be unknown on its own. Times ISO 8601.
import type { BackupFacts } from './backups.js';
import type { Fact } from './rollback.js';
import type { ErrorRateFacts } from './situation.js';

export interface OutageFacts {
  readonly seenAt: string;
  readonly errorRate: Fact<ErrorRateFacts>;
  readonly backups: Fact<BackupFacts>;
}
