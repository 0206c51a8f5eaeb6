// What is not rolled back by itself, and what cannot be seen, is told: to the on-call, once, as a warning.
import { log } from '@temporalio/workflow';
import { shortName } from '../../src/runbook/wording.js';
import { causeOf } from '../endings.js';
import { tellByPage } from '../telling-proxies.js';
import { type Guard, noteOf } from './state.js';

export type About = 'not rolled back by itself' | 'cannot be measured';

/** Never waited for before the end: a paging service that is down does not blind a guard. */
export function report(guard: Guard, about: About, evidence: string): void {
  const { entry, guarded } = guard;
  if (guard.paged.includes(about)) return;
  guard.paged = [...guard.paged, about];
  noteOf(guard, `${about}: ${evidence}`);
  if (entry.paging === undefined) return noteOf(guard, 'nobody was told: no paging service in the catalogue');
  guard.openPages.add(about);
  const name = `${entry.service} ${entry.environment}`;
  void tellByPage({
    entry,
    to: 'the on-call',
    action: 'trigger',
    dedupKey: `runback/guard/${entry.environment}/${entry.service}/${guarded.id}/${about.replaceAll(' ', '-')}`,
    summary: `${name} after the deployment of ${shortName(guarded.release)}: ${about}: ${evidence}`.slice(0, 1_000),
    severity: 'warning',
    details: {
      deployment: guarded.id,
      'to roll it back': `runback start ${entry.service} --env ${entry.environment} --reason "…"`,
      ...(entry.dashboard === undefined ? {} : { dashboard: entry.dashboard }),
    },
  })
    .then(() => noteOf(guard, `the on-call was told: ${about}`))
    .catch((error: unknown) => {
      log.error('the page of a guard was refused', { error: String(error) });
      noteOf(guard, `the page was refused: ${causeOf(error).message}`);
    })
    .finally(() => {
      guard.openPages.delete(about);
    });
}
