import { stateCard } from '../state-card.js';
import type { Execution } from './execution.js';
import type { Seen } from './status.js';

/** The state card of a run; when the run does not answer, what Temporal says of it. */
export const cardOf = (seen: Seen, now = new Date()): string[] =>
  seen.from === 'the run' ? stateCard(seen.status, now.toISOString()) : cardFromTemporal(seen.execution);

const cardFromTemporal = ({ id, state, startedAt, closedAt, workflowTaskAttempt, activities }: Execution): string[] => [
  `${id} is ${state} since ${closedAt ?? startedAt}; the run itself does not answer`,
  ...(workflowTaskAttempt >= 3 ? [`Its workflow task keeps failing (attempt ${workflowTaskAttempt})`] : []),
  ...activities.map(({ type, attempt, progress, lastFailure }) =>
    [`${type}, attempt ${attempt}`, progress?.sentence, lastFailure].filter(Boolean).join(' · '),
  ),
];
