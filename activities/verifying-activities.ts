// What is asked of production from our first change on: whether the target serves, and whether production recovers or gets worse.
import type { BackingServices } from '../src/backing-services.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { ChosenTarget } from '../src/plan-shape.js';
import type { ReleaseName } from '../src/rollback.js';
import type { TrafficBaseline } from '../src/runbook/user-traffic.js';
import type { BeforeChange } from '../src/tripwire.js';
import type { Check, Verification } from '../src/verification.js';
import type { RunIdentity, Worse } from './answers.js';

export interface VerifyingActivities {
  /** Version on fresh connections, health, database, Elasticsearch, smoke requests and counts by revision: one pass, no waiting. */
  checkTargetServes(input: {
    entry: CatalogueEntry;
    run: RunIdentity;
    target: ChosenTarget;
    taskDefinition: string;
    /** What they answered before the rollback. */
    before?: BackingServices;
    /** The release that was left, where a canary is beside the service: what the rules give that is read back. */
    left?: ReleaseName;
    /** Of smoke requests marked as writing: once they passed they need not be sent again. */
    writing: 'send' | 'leave out';
  }): Promise<readonly Check[]>;

  /** Heartbeating watch on queue runback-follow: the windows since `restoredAt`, until full and clear, at most `watchAtMost`. */
  watchRecovery(input: {
    entry: CatalogueEntry;
    restoredAt: string;
    before?: BackingServices;
    trafficBefore?: TrafficBaseline;
    /** Whether alerts of the service come by webhook; the run knows itself which of them are new. */
    heardByWebhook?: boolean;
  }): Promise<Verification>;

  /** Heartbeating on queue runback-follow: answers when production got worse since `changedAt`, else never. */
  standTripwire(input: {
    entry: CatalogueEntry;
    before: BeforeChange;
    changedAt: string;
    targetGroupArns: readonly string[];
  }): Promise<Worse>;
}
