// What a notice says, line by line, in the runbook's words where it has some: the same in every channel that people read.
import type { HowItEnded, Notice } from '../notice.js';
import { type Line, rollbackComplete, rollbackInProgress, updates } from '../runbook/communication.js';
import { between, milliseconds } from '../runbook/durations.js';

const isGood = ({ outcome, recovered }: HowItEnded): boolean => outcome === 'ROLLED_BACK' && recovered;

/** `where` updates follow; absent where nobody posts any. */
export const progressLines = (notice: Notice, where?: string): Line[] =>
  rollbackInProgress({
    ...notice,
    incident: notice.reason,
    ...(where === undefined ? {} : { updates: where }),
    ...(isWaitedForLong(notice) ? { updatesEvery: updates.everyWhileWaiting } : {}),
  });

const isWaitedForLong = ({ waitingSince, writtenAt }: Notice): boolean =>
  waitingSince !== undefined && between(waitingSince, writtenAt) > milliseconds(updates.longWait);

export function linesOf(notice: Notice, where?: string): Line[] {
  const { ended, says, kind, to } = notice;
  if (ended !== undefined && isGood(ended))
    return [
      ...rollbackComplete({ ...ended, to, incidentClosed: ended.incidentClosed === true }),
      ...customersLine(ended),
    ];
  if (ended !== undefined) {
    const { sentence, command } = ended.next;
    return [
      { text: ended.headline },
      { label: 'Next:', text: `${sentence}${command === undefined ? '' : `: ${command}`}` },
      ...(ended.report === undefined ? [] : [{ label: 'Report:', text: ended.report }]),
      ...customersLine(ended),
    ];
  }
  if (kind === 'begun') return progressLines(notice, where);
  return says === undefined ? notice.card.map((text) => ({ text })) : [{ text: says }];
}

/** What customers still read. */
const customersLine = ({ customers }: HowItEnded): Line[] =>
  customers === undefined ? [] : [{ label: 'Customers:', text: customers }];
