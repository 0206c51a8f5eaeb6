// What the target's tasks printed, read as causes. Lines of another release explain nothing, but a dependency fails for all.
import type { LoggedError } from '../../trouble-evidence.js';
import { shortName } from '../wording.js';
import { atClock, type Finding, finding, times } from './finding.js';
import { readLine, saysNothing } from './log-lines.js';
import type { Trouble } from './trouble.js';

const mostUnread = 3;

export function causesInLogs({ entry, release, evidence: { logs } }: Trouble): Finding[] {
  if (logs.state !== 'known') return [];
  const name = shortName(release);
  const read = logs.value.errors.flatMap((error) => {
    const recognised = readLine(error.text);
    if (recognised === undefined) return [];
    const { kind, says } = recognised;
    if (error.of === 'another release' && kind !== 'dependency') return [];
    return [finding(entry, kind, `${name} ${says}`, [errorLine(error)])];
  });
  const unread = logs.value.errors
    .filter(({ of, text }) => of !== 'another release' && readLine(text) === undefined && !saysNothing(text))
    .toSorted((a, b) => b.times - a.times || a.text.localeCompare(b.text, 'en'))
    .slice(0, mostUnread);
  const most = unread[0];
  if (most === undefined) return read;
  const printed = most.of === 'the target' ? `${name}’s tasks print` : 'The tasks print';
  return [...read, finding(entry, 'errors', `${printed} "${most.text}"`, unread.map(errorLine))];
}

const errorLine = ({ times: count, tasks, lastAt, text }: LoggedError): string =>
  `${times(count, 'time')} in the log of ${times(tasks, 'task')}, the last at ${atClock(lastAt)}: ${text}`;
