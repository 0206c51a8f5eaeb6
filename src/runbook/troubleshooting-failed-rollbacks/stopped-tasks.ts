// What the reasons say with which ECS stopped the target's tasks, or could not place them.
import type { CauseKind } from '../../diagnosis.js';
import { leavesNoRoom, noRoom, quotaInWords, raiseQuotaCommand } from '../../service-quotas.js';
import type { ServiceEvent, StoppedTasks } from '../../trouble-evidence.js';
import { shortName } from '../wording.js';
import { atClock, type Finding, finding, times } from './finding.js';
import { parameterName } from './parameter-name.js';
import type { Trouble } from './trouble.js';

type Reading = readonly [CauseKind, RegExp, (...found: string[]) => string];

// The first that fits counts.
const readings: readonly Reading[] = [
  [
    'parameter missing',
    /invalid (?:ssm )?parameters: ([^\s,]+(?:, ?[^\s,]+)*)/,
    (names) => `is started with ${namesIn(names)}, which the parameter store does not have`,
  ],
  [
    'secret not readable',
    /(?:secrets?|registry auth).*AccessDenied/,
    () => 'is started with secrets that its execution role may not read',
  ],
  [
    'parameter missing',
    /failed to fetch secret (\S+).*ResourceNotFoundException/,
    (name) => `is started with the secret ${name}, which is not there`,
  ],
  [
    'secret not readable',
    /unable to pull secrets or registry auth/,
    () => 'is started with secrets that cannot be fetched',
  ],
  [
    'log group missing',
    /failed to validate logger args.*log group does not exist/,
    () => 'prints to a log group that is not there',
  ],
  [
    'image missing',
    /CannotPullContainerError.*failed to resolve ref (\S+?):? .*not found/,
    (image) => `needs the image ${image}, which is not there`,
  ],
  ['image missing', /CannotPullContainerError/, () => 'has an image that cannot be pulled'],
  ['out of memory', /OutOfMemory/i, () => 'runs out of memory'],
  ['no capacity', noRoom, () => 'gets no place to run: capacity or a quota is used up'],
  [
    'start refused',
    /ResourceInitializationError|CannotStartContainerError|CannotCreateContainerError/,
    () => 'cannot be started',
  ],
];

/** An event ends with a full stop. */
const namesIn = (list: string): string => list.replace(/\.$/, '').split(/, ?/).map(parameterName).toSorted().join(', ');

export function causesInStoppedTasks(trouble: Trouble): Finding[] {
  const name = shortName(trouble.release);
  const { stoppedTasks, serviceEvents } = trouble.evidence;
  const stopped = stoppedTasks.state === 'known' ? stoppedTasks.value.filter(({ ofTarget }) => ofTarget) : [];
  const events = serviceEvents.state === 'known' ? serviceEvents.value : [];
  const found = (read: readonly [CauseKind, string], evidence: string): Finding =>
    read[0] === 'no capacity'
      ? withoutRoom(trouble, read[1], evidence)
      : finding(trouble.entry, read[0], `${name} ${read[1]}`, [evidence]);
  return [
    ...stopped.map((group) => found(endOf(group), stoppedLine(group, name))),
    ...events.flatMap((event) => {
      const read = readReason(event.message);
      return read === undefined ? [] : [found(read, eventLine(event))];
    }),
  ];
}

/** ECS does not always say which quota it is: the one that is used up is, with what raises it. */
function withoutRoom({ entry, release, evidence: { quotas } }: Trouble, says: string, evidence: string): Finding {
  const full = quotas?.state === 'known' ? quotas.value.find((quota) => leavesNoRoom(quota)) : undefined;
  const found = finding(entry, 'no capacity', `${shortName(release)} ${says}`, [evidence]);
  if (full === undefined) return found;
  return {
    ...found,
    sentence: `${shortName(release)} gets no place to run: ${quotaInWords(full)}`,
    remedy: 'Stop tasks that can be spared, or ask AWS for more, which may take hours; then decide retry',
    command: raiseQuotaCommand(entry, full),
  };
}

function endOf({ stoppedReason, containerReason = '', exitCode }: StoppedTasks): readonly [CauseKind, string] {
  const read = readReason(`${stoppedReason} ${containerReason}`);
  if (read !== undefined) return read;
  if (/health checks/i.test(stoppedReason)) return ['health check', 'runs, and does not pass its health checks'];
  return ['exits', exitCode === undefined ? 'does not stay up' : `exits by itself with code ${exitCode}`];
}

function readReason(reason: string): readonly [CauseKind, string] | undefined {
  for (const [kind, pattern, says] of readings) {
    const found = pattern.exec(reason);
    if (found !== null) return [kind, says(...found.slice(1).map((part: string | undefined) => part ?? ''))];
  }
  return undefined;
}

function stoppedLine({ tasks, at, stoppedReason, containerReason, exitCode }: StoppedTasks, name: string): string {
  const how = [containerReason, exitCode === undefined ? undefined : `exit code ${exitCode}`].filter(
    (each) => each !== undefined,
  );
  const besides = how.length === 0 ? '' : ` (${how.join(', ')})`;
  return `${times(tasks, 'task')} of ${name} stopped, the newest at ${atClock(at)}: ${stoppedReason}${besides}`;
}

const eventLine = ({ at, message }: ServiceEvent): string => `${atClock(at)} ${message}`;
