// Break-glass (design §5.6): one person's word is enough at a gate, and everybody hears of it. What is rehearsed and backed up before stays so.
import type { Speaker } from '../src/message-rules.js';
import type { Approve } from '../src/messages.js';
import { clock, oneLine } from '../src/runbook/wording.js';
import { tellWhatWasSaid } from './communication.js';
import { type Course, note, now } from './course.js';
import { atStake } from './gate-needs.js';
import { handPage } from './paging-link.js';

/** Goes through the gate and marks what a person should have confirmed; the manager is paged in the same second. */
export function breakGlass(
  course: Course,
  { by, breakGlass: reason = '', comment }: Approve,
  speaker: Speaker,
): string {
  const { gate } = course;
  if (gate === undefined) return 'nothing waits for approval any more';
  const at = now();
  const said = comment === undefined ? reason : `${reason}; ${comment}`;
  const stake = atStake(course);
  const why = stake === undefined ? said : `${said} (the database is taken back: ${stake.lost})`;
  gate.broken = { decision: 'break-glass', at, by, identity: speaker.identity, comment: why };
  course.checklist = course.checklist.map((each) =>
    gate.confirmations.includes(each.item) && each.how !== 'person'
      ? { ...each, state: 'done', how: 'break-glass', by, at, evidence: `not confirmed: ${why}` }
      : each,
  );
  course.told.unshift(`break-glass by ${oneLine(by, 60)} ${clock(at)}`);
  pageManager(course, by, why);
  const sentence = `BREAK-GLASS: goes ahead on the word of ${by} alone: ${why}`;
  tellWhatWasSaid(course, sentence);
  return sentence;
}

/** An incident of its own, which stays open: somebody has to look at it afterwards. */
function pageManager(course: Course, by: string, why: string): void {
  const { entry, run } = course;
  if (entry?.paging === undefined) {
    note(course, 'nobody could be paged about the break-glass: no paging service in the catalogue');
    return;
  }
  const summary = `BREAK-GLASS: ${by} alone lets the rollback of ${entry.service} ${entry.environment} go ahead: ${why}`;
  handPage(course, {
    about: 'break-glass',
    action: 'trigger',
    dedupKey: `runback/${run.workflowId}/${run.runKey}/break-glass`,
    summary: summary.slice(0, 1_000),
    details: { by, reason: why, phase: course.phase },
  });
}
