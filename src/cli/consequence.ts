// What production will look like when a verb is said: shown before it is sent. Pure.
import type { Verb } from '../identifiers.js';
import type { ReleaseName } from '../rollback.js';
import type { Status } from '../status.js';

const nameOf = (release: ReleaseName | undefined): string =>
  release?.version ?? release?.tag ?? release?.taskDefinition.split('/').at(-1) ?? 'a release not chosen yet';

const serving = ({ serving }: Status): string =>
  serving.map(({ tasks, release }) => `${tasks} ${tasks === 1 ? 'task' : 'tasks'} ${release}`).join(', ') ||
  'not read yet';

const changedSoFar = ({ changed }: Status): string =>
  changed ? 'What was changed stays changed' : 'Nothing has been changed';

const clock = ({ escalatesAt, escalateTo }: Status): string =>
  escalatesAt === undefined
    ? 'the clock runs on'
    : `it still escalates to ${escalateTo ?? 'the manager'} at ${escalatesAt}`;

const consequences: { readonly [V in Verb]: (status: Status) => string } = {
  approve: (status) =>
    `Then ${status.service} ${status.environment} goes from ${nameOf(status.from)} to ${nameOf(status.to)}, as soon as enough people have approved`,
  reject: (status) => `Then this rollback ends. ${changedSoFar(status)}; production stays at ${serving(status)}`,
  abort: (status) =>
    `Then no new step is taken, and what is half done is settled first. ${changedSoFar(status)}; production stays at ${serving(status)}`,
  pause: (status) => `Then nothing more is changed until resumed; ${clock(status)}. Production: ${serving(status)}`,
  resume: (status) => `Then it goes on to ${nameOf(status.to)} from where it is: ${serving(status)}`,
  decide: (status) => `It acts on that at once. Production now: ${serving(status)}; the target is ${nameOf(status.to)}`,
  confirm: (status) => `Then the item is done in the checklist. ${changedSoFar(status)}`,
  note: () => 'A line in the timeline; production stays as it is',
};

export const consequenceOf = (verb: Verb, status: Status): string => consequences[verb](status);
