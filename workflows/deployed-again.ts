import { type Course, entryOf } from './course.js';
import { NeedsOperator, PlanAgain } from './endings.js';
import { pageOperator } from './operator-page.js';

/**
 * Decision 33: whoever deploys the release we left again does not win, and is not fought for ever. Somebody is paged; where
 * the policy says so it is rolled back once more without waiting for a person.
 */
export function deployedAgain(course: Course, why: string, remedy: string): NeedsOperator | PlanAgain {
  delete course.asOf;
  delete course.leaving;
  if (!entryOf(course).policy.rollBackAgain || course.rolledBackAgain === true) {
    return new NeedsOperator(`${why}. ${remedy}, then decide retry`);
  }
  course.rolledBackAgain = true;
  pageOperator(course, `${why}. It is rolled back once more; ${remedy}`);
  return new PlanAgain(`${why}; the policy lets it be rolled back once more`);
}
