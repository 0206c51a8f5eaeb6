// What the escalation workflow itself pages, and how it says what became of a page: to the rollback, or in its report.
import { getExternalWorkflowHandle, log } from '@temporalio/workflow';
import { type PageSubject, pagedInWords, pageSubjects } from '../../src/paged.js';
import { type EscalationFacts, escalationPage } from '../../src/runbook/escalation.js';
import { now } from '../course.js';
import type { EscalationInput } from '../escalation.js';
import { escalatedSignal, pagedSignal } from '../messages.js';
import { addToReport } from '../postmortem-link.js';
import type { Became, OutgoingPage } from './outbox.js';

export type PageReason = 'not restored in time' | 'closed without a report' | 'workflow task keeps failing';

/** A page that is repeated is another one: whoever acknowledged the first is called again. */
export const keyOf = ({ rollback }: EscalationInput, reason: PageReason, number = 1): string =>
  `runback/${rollback.workflowId}/${rollback.runKey}/${reason.replaceAll(' ', '-')}${number > 1 ? `/${number}` : ''}`;

export const isLateness = (about: string): boolean => about === 'not restored in time';

export function pageOf(
  input: EscalationInput,
  reason: PageReason,
  number: number,
  seen: Pick<EscalationFacts, 'outage' | 'scopeBefore'>,
): OutgoingPage {
  const { entry, rollback, acceptedAt, reason: why } = input;
  const lastedMs = Date.now() - Date.parse(acceptedAt);
  const at = now();
  const page = escalationPage({ entry, reason, rollbackId: rollback.workflowId, why, lastedMs, at, ...seen });
  return { ...page, about: reason, action: 'trigger', dedupKey: keyOf(input, reason, number), askedAt: at };
}

const contactOf = ({ entry: { contacts } }: EscalationInput, otherwise: string): string =>
  Object.values(contacts)[0] ?? otherwise;

export const tellNoPaging = (input: EscalationInput, reason: PageReason): Promise<void> =>
  tellRollback(
    { input, isClosed: false },
    `escalation due (${reason}), but no paging service is in the catalogue: call ${contactOf(input, 'the on-call line')}`,
  );

/** To whom it is said. */
export interface Told {
  readonly input: EscalationInput;
  /** Its rollback said so, with a report. */
  readonly isClosed: boolean;
}

/** Of a page that it was asked for the rollback hears in its own words. */
export async function heardOf(to: Told, { about, action }: OutgoingPage, became: Became, why?: string): Promise<void> {
  if (isSubject(about)) return tellAsked(to, about, became, why);
  const { input } = to;
  const whom = input.entry.paging?.escalateTo ?? 'somebody';
  if (action === 'resolve')
    return became === 'resolved' ? undefined : log.warn('a page could not be resolved', { why });
  if (became === 'sent') return tellRollback(to, `paged ${whom}: ${about}`);
  if (became === 'refused') log.error('the page was refused', { why });
  return tellRollback(
    to,
    became === 'dropped'
      ? `${whom} was not paged (${about}): it was over before it could be sent`
      : `could not page ${whom} (${about}): call ${contactOf(input, 'them')}`,
  );
}

const isSubject = (about: string): about is PageSubject => pageSubjects.some((each) => each === about);

function tellAsked(to: Told, about: PageSubject, became: Became, why?: string): Promise<void> {
  const { runKey } = to.input.rollback;
  const paged = { about, became, runKey, at: now(), ...(why === undefined ? {} : { why: why.slice(0, 1_000) }) };
  return toRollback(to, pagedInWords(paged, to.input.entry.paging), (handle) => handle.signal(pagedSignal, paged));
}

const tellRollback = (to: Told, text: string): Promise<void> =>
  toRollback(to, text, (handle) => handle.signal(escalatedSignal, text));

/** Once it is closed its report has the line. After Temporal's reset the run has another id; then whoever holds the lock is told. */
async function toRollback(
  { input, isClosed }: Told,
  text: string,
  tell: (handle: ReturnType<typeof getExternalWorkflowHandle>) => Promise<void>,
): Promise<void> {
  const { rollback, entry, requestId } = input;
  const { workflowId, runId } = rollback;
  if (isClosed) return addToReport({ id: requestId, service: entry.service, environment: entry.environment }, text);
  for (const id of [runId, undefined]) {
    const isHeard = await tell(getExternalWorkflowHandle(workflowId, id)).then(
      () => true,
      () => false,
    );
    if (isHeard) return;
  }
  log.info('the rollback is gone and cannot be told', { text });
}
