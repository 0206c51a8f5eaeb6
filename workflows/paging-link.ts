// The rollback's pages: its escalation workflow sends them, in order, also when the rollback is over before they could go out.
import { getExternalWorkflowHandle } from '@temporalio/workflow';
import { escalationId } from '../src/identifiers.js';
import { type PageAsked, type Paged, pagedFor, pagedInWords } from '../src/paged.js';
import { clock } from '../src/runbook/wording.js';
import { type Course, entryOf, note, now } from './course.js';
import { causeOf } from './endings.js';
import { pageSignal } from './messages.js';
import { refresh } from './show.js';
import { tellByPage } from './telling-proxies.js';

/** Never waited for; in the order of asking. */
export function handPage(course: Course, page: PageAsked): void {
  course.pagesHanded = course.pagesHanded.then(() => hand(course, page));
}

async function hand(course: Course, page: PageAsked): Promise<void> {
  const { environment, service } = entryOf(course);
  await course.escalating;
  await getExternalWorkflowHandle(escalationId(environment, service, course.requestId))
    .signal(pageSignal, page)
    .catch(() => void sendHere(course, page));
}

/** Nobody is there to outlive this run. */
async function sendHere(course: Course, { about, action, dedupKey, summary, details }: PageAsked): Promise<void> {
  const isTrigger = action === 'trigger';
  const severity = isTrigger ? 'critical' : 'info';
  const to = pagedFor(about);
  const whom = to === undefined ? {} : { to };
  const became = await tellByPage({
    entry: entryOf(course),
    ...whom,
    action,
    dedupKey,
    summary,
    severity,
    details,
  }).then(
    () => ({ became: isTrigger ? 'sent' : 'resolved' }) as const,
    (error: unknown) => ({ became: isTrigger ? 'refused' : 'not resolved', why: causeOf(error).message }) as const,
  );
  take(course, { about, ...became });
}

/** From the escalation workflow: what became of a page. */
export function hearPaged(course: Course, paged: Paged): void {
  if (paged.runKey === course.run.runKey) take(course, paged);
}

function take(course: Course, paged: Pick<Paged, 'about' | 'became' | 'why'>): void {
  const line = pagedInWords(paged, course.entry?.paging);
  if (paged.became === 'sent' && course.told.length < 5) course.told.push(`${line} ${clock(now())}`);
  note(course, line);
  refresh(course);
}
