import type { CatalogueEntry } from '../catalogue/entry.js';

/** A sentence when the day on which the runbook was to be read again has passed. `today` as YYYY-MM-DD. */
export const overdueReview = (review: CatalogueEntry['runbook'], today: string): string | undefined =>
  review !== undefined && review.nextReview < today
    ? `The runbook's review is overdue: it was due on ${review.nextReview} (last on ${review.lastReview}, owner ${review.owner})`
    : undefined;
