import { stateCard } from '../state-card.js';
import { endedByTemporalCard, isEndedByTemporal } from './ended-by-temporal.js';
import { type Execution, isOpen } from './execution.js';
import type { Seen } from './status.js';

/** The state card of a run; when the run does not answer, what Temporal says of it. */
export function cardOf(seen: Seen, now = new Date()): string[] {
  if (isEndedByTemporal(seen)) return endedByTemporalCard(seen);
  return seen.from === 'the run'
    ? stateCard(seen.status, now.toISOString())
    : cardFromTemporal(seen.execution, seen.why);
}

const cardFromTemporal = (execution: Execution, why: string): string[] => [
  `${execution.id} is ${execution.state} since ${execution.closedAt ?? execution.startedAt}; the run itself does not answer (${why})`,
  ...whileUnanswered(execution),
];

const whatToDo =
  'Does a worker run? runback check. What is said to it meanwhile waits for it in Temporal; by hand: docs/runbook.md';

const whileUnanswered = ({ workflowTaskAttempt, activities, ...execution }: Execution): string[] => [
  ...(isOpen({ workflowTaskAttempt, activities, ...execution }) ? [whatToDo] : []),
  ...(workflowTaskAttempt >= 3 ? [`Its workflow task keeps failing (attempt ${workflowTaskAttempt})`] : []),
  ...activities.map(({ type, attempt, progress, lastFailure }) =>
    [`${type}, attempt ${attempt}`, progress?.sentence, lastFailure].filter(Boolean).join(' · '),
  ),
];
