// Severity is raised by what is measured and by what alerts say, never lowered.
import { askedByMachine } from '../src/requests.js';
import type { Alert } from '../src/rollback.js';
import { measuredImpact } from '../src/runbook/impact.js';
import { raisedBecause, severityOfLabel } from '../src/runbook/severity.js';
import type { Situation } from '../src/situation.js';
import { type Course, entryOf, note } from './course.js';
import { hastenEscalation } from './escalation-link.js';

/** At a look: a change of ours shows in the figures, so impact is what was measured before it. */
export function judgeUrgency(course: Course, { errorRate }: Situation): void {
  const entry = entryOf(course);
  const why = raisedBecause(course.severity, errorRate, entry.minimumSample);
  if (why !== undefined) raise(course, why);
  const impact = measuredImpact(errorRate, entry);
  if (impact !== undefined && course.change === 'none') course.impact = impact;
}

/** A person's own word counts more than a label. */
export function raiseBy(course: Course, { name, status, labels }: Alert): void {
  const { request, severity } = course;
  const saidByPerson = request.severity !== undefined && !askedByMachine(request);
  if (severity === 'SEV1' || status !== 'firing' || saidByPerson) return;
  if (severityOfLabel(labels?.severity) !== 'SEV1') return;
  raise(course, `severity raised from ${severity} to SEV1: alert ${name} is labelled ${labels?.severity ?? ''}`);
}

function raise(course: Course, why: string): void {
  makeUrgent(course);
  note(course, why);
}

export function makeUrgent(course: Course): void {
  course.severity = 'SEV1';
  hastenEscalation(course);
}
