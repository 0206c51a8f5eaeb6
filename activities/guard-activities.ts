// What a guard asks of the outside world. All of it reads; nothing here changes production.
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { FailingBeside } from '../src/failing-beside.js';
import type { Guarded, SeenDeployments } from '../src/guard/deployment-course.js';
import type { Measured } from '../src/guard/evaluation.js';
import type { Fact } from '../src/rollback.js';
import type { TriggerFacts } from '../src/trigger-facts.js';

export interface GuardLook extends Measured {
  readonly service: Fact<SeenDeployments>;
  /** Just before the deployment began, where that was asked for. */
  readonly before?: TriggerFacts;
}

export interface GuardActivities {
  /** The deployment that is meant, or the newest one; or why there is none to guard. Fails with what AWS or Temporal answered. */
  identifyDeployment(input: {
    entry: CatalogueEntry;
    deployment?: string;
  }): Promise<{ readonly guarded: Guarded } | { readonly not: string }>;

  /** One evaluation: never fails for its sources, each of which may be unknown on its own. `at` is an ISO time. */
  lookAtDeployment(input: {
    entry: CatalogueEntry;
    guarded: Guarded;
    at: string;
    withBefore: boolean;
  }): Promise<GuardLook>;

  /** Which other services of the environment fail at this time; never fails. */
  lookBesideDeployment(input: { entry: CatalogueEntry }): Promise<readonly FailingBeside[]>;
}
