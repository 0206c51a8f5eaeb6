// What a person would look for in the status of a run that takes the schema back too.
import type { Status } from '../../src/status.js';
import type { Sight } from './acts.js';
import type { DemoScenario } from './demo-scenario.js';

const noted =
  (beginning: RegExp) =>
  ({ timeline }: Status): string | undefined =>
    timeline.find(({ text }) => beginning.test(text))?.text;

const assessed: Sight = {
  title: 'Schema',
  place: 'assessed',
  waitingFor: 'an assessment of the schema',
  told: ({ timeline }) => {
    const lines = timeline.flatMap(({ text }) =>
      text.startsWith('database: ') ? [text.slice('database: '.length)] : [],
    );
    return lines.length === 0 ? undefined : lines.join('; ');
  },
};

/** Between the target and the first change of the application, and after its traffic is restored. */
export function databaseSights(database: DemoScenario['database']): Record<'before' | 'after', readonly Sight[]> {
  if (database === undefined) return { before: [], after: [] };
  if (database === 'fits already') return { before: [assessed], after: [] };
  const agreed = [assessed, ...wayBack];
  return database === 'taken back' ? { before: [...agreed, back], after: [] } : { before: agreed, after: [back] };
}

const wayBack: readonly Sight[] = [
  { title: 'Rehearsal', waitingFor: 'a rehearsal', told: noted(/^rehearsed/) },
  { title: 'Backup', waitingFor: 'a backup', told: noted(/^backup /) },
  {
    title: 'Gate',
    place: 'gate',
    waitingFor: 'a gate',
    told: ({ waiting }) => (waiting?.what === 'approval' ? `${waiting.from}: ${waiting.why}` : undefined),
  },
];

const back: Sight = {
  title: 'Schema taken back',
  place: 'schema',
  waitingFor: 'the schema to be taken back',
  told: noted(/ was taken back to /),
};
