// What production will look like when a verb is said: shown before it is sent. Pure.
import type { Verb } from '../identifiers.js';
import type { ReleaseName } from '../rollback.js';
import { clock, shortName } from '../runbook/wording.js';
import { servingNow } from '../state-card/lines.js';
import { whenStopped } from '../state-card/when-stopped.js';
import type { Status } from '../status.js';

const nameOf = (release: ReleaseName | undefined): string =>
  release === undefined ? 'a release not chosen yet' : shortName(release);

const serving = (status: Status): string => (status.serving.length === 0 ? 'not read yet' : servingNow(status));

const changedSoFar = ({ changed }: Status): string =>
  changed ? 'What was changed stays changed' : 'Nothing has been changed';

function untilEscalation({ escalatesAt, escalateTo, times }: Status): string {
  if (times.restoredAt !== undefined)
    return `traffic was restored at ${clock(times.restoredAt)}, so it escalates no more`;
  if (escalatesAt === undefined) return 'the clock runs on';
  return `it still escalates to ${escalateTo ?? 'the manager'} at ${clock(escalatesAt)}`;
}

const approvedCanary = ({ canary, from, to }: Status): string =>
  `Then the canary ${canary?.service ?? ''} (${nameOf(from)}) loses its traffic and its tasks, as soon as enough people have approved; ${nameOf(to)} serves on and is not touched`;

const givenBack = ({ canary, from, to }: Status): string =>
  `the canary ${canary?.service ?? ''} (${nameOf(to)}) gets its former tasks and traffic back; ${nameOf(from)} serves on and is not touched`;

const consequences: { readonly [V in Verb]: (status: Status) => string } = {
  approve: (status) =>
    status.undoesCanary === true
      ? `Then ${givenBack(status)}, as soon as enough people have approved`
      : status.canary !== undefined
        ? approvedCanary(status)
        : `Then ${status.service} ${status.environment} goes from ${nameOf(status.from)} to ${nameOf(status.to)}, as soon as enough people have approved`,
  reject: (status) => `Then this rollback ends: ${whenStopped(status)}. Production now: ${serving(status)}`,
  abort: (status) => `Then no new step is begun: ${whenStopped(status)}. Production now: ${serving(status)}`,
  pause: (status) =>
    `Then nothing more is changed until resumed; ${untilEscalation(status)}. Production: ${serving(status)}`,
  resume: (status) =>
    status.undoesCanary === true
      ? `Then it goes on: ${givenBack(status)}`
      : status.canary !== undefined
        ? `Then it goes on taking the canary out from where it is: ${serving(status)}`
        : `Then it goes on to ${nameOf(status.to)} from where it is: ${serving(status)}`,
  decide: (status) =>
    `Then it looks and plans again, and asks for approval where the way has changed; proceed and abort end it. Production now: ${serving(status)}; the target is ${nameOf(status.to)}`,
  confirm: (status) => `Then the item is done in the checklist. ${changedSoFar(status)}`,
  note: () => 'A line in the timeline; production stays as it is',
};

export const consequenceOf = (verb: Verb, status: Status): string => consequences[verb](status);

export const whenUndone = (status: Status): string =>
  status.canary !== undefined
    ? `Then the canary ${status.canary.service} (${nameOf(status.from)}), which the rollback took out, gets its former tasks and traffic back, without asking for approval. Production now: ${serving(status)}`
    : `Then ${status.service} ${status.environment} goes back to ${nameOf(status.from)}, which the rollback left, without asking for approval. Production now: ${serving(status)}`;
