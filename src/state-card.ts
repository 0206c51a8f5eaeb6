// The state card: at most ten lines, the same words everywhere. One pure function of the status (design §4, examples of the runbook).
import { clock, oneLine, shortName, tasksByRelease } from './runbook/wording.js';
import type { Status } from './status.js';

const lineLimit = 200;

/** `now` is an ISO time; it only serves to say how long something has been so. */
export function stateCard(status: Status, now: string): string[] {
  const lines = status.outcome === undefined ? openCard(status, now) : closedCard(status);
  return lines.slice(0, 10).map((line) => oneLine(line, lineLimit));
}

const subject = ({ service, environment }: Status): string => `${service} ${environment}`;
const atService = ({ service, environment }: Status): string => `${service} --env ${environment}`;

function openCard(status: Status, now: string): string[] {
  return [
    `${status.waiting?.what === 'approval' ? '⏸' : '🔴'} ${subject(status)} · ${status.wrongNow ?? status.request.reason}`,
    ...way(status),
    `${status.doing}, since ${span(status.phaseSince, now)}${status.usually === undefined || status.phase !== 'acting' ? '' : `, usually ${status.usually}`}`,
    ...waiting(status, now),
    ...escalation(status, now),
    ...told(status),
    ...answers(status),
    stop(status),
    ...(status.dashboard === undefined ? [] : [`Look: ${status.dashboard}`]),
  ];
}

function closedCard(status: Status): string[] {
  return [
    `${status.outcome ?? ''}: ${status.headline ?? ''}`,
    ...way(status),
    ...(status.serving.length === 0 ? [] : [`Serving now: ${tasksByRelease(status.serving)}`]),
    `Read it: runback report ${atService(status)}`,
  ];
}

function way({ from, to, because }: Status): string[] {
  if (from === undefined) return [];
  if (to === undefined) return [`From ${shortName(from)}; no target yet`];
  return [`${shortName(from)} → ${shortName(to)}${because === undefined ? '' : ` (${because})`}`];
}

function waiting({ waiting: wait, paused }: Status, now: string): string[] {
  if (wait === undefined)
    return [paused === undefined ? 'Nobody is needed now' : `Paused by ${paused.by} since ${span(paused.since, now)}`];
  const until =
    wait.until === undefined ? '' : ` If nobody answers by ${clock(wait.until)}: ${wait.then ?? 'asks again'}`;
  const who =
    wait.what === 'nothing'
      ? `Nobody is needed: ${wait.why}.`
      : `Waiting for ${wait.what} since ${span(wait.since, now)}, from ${wait.from}: ${wait.why}.`;
  return [`${who}${until}`];
}

function escalation(status: Status, now: string): string[] {
  if (status.escalated !== undefined) return [`Escalated: ${status.escalated}`];
  if (status.escalatesAt === undefined || status.times.restoredAt !== undefined) return [];
  const left = Date.parse(status.escalatesAt) - Date.parse(now);
  if (left <= 0)
    return [
      `Escalation to ${status.escalateTo ?? 'nobody: no paging service'} is due since ${clock(status.escalatesAt)}`,
    ];
  const whom = status.escalateTo ?? 'nobody: no paging service in the catalogue';
  return [
    `Escalates to ${whom} at ${clock(status.escalatesAt)} (in ${span(now, status.escalatesAt)}) unless traffic is restored`,
  ];
}

const told = ({ told: notices }: Status): string[] => (notices.length === 0 ? [] : [`Told: ${notices.join(' · ')}`]);

/** Only the verbs that would be taken now. */
function answers(status: Status): string[] {
  const at = atService(status);
  if (status.legalVerbs.includes('approve')) {
    return [`Approve: runback approve ${at}        Reject: runback reject ${at}  (nothing has been changed)`];
  }
  if (status.legalVerbs.includes('decide'))
    return [`Decide: runback decide ${at} --action retry|choose-target|proceed|abort`];
  return status.legalVerbs.includes('resume') ? [`Go on: runback resume ${at}`] : [];
}

function stop(status: Status): string {
  if (!status.legalVerbs.includes('abort')) {
    return status.aborting === undefined
      ? 'It is closing'
      : `Being aborted by ${status.aborting.by}: ${status.aborting.reason}`;
  }
  return `To stop: runback abort ${atService(status)} --reason "…"  (${whenStopped(status)})`;
}

function whenStopped({ changed, serving, to }: Status): string {
  if (!changed) return 'nothing has been changed, nothing will be';
  const now = serving.length === 0 ? 'its deployment' : `now ${tasksByRelease(serving)}; its deployment`;
  return `${now} to ${to === undefined ? 'the target' : shortName(to)} is followed to its end, then left`;
}

/** "1 min", "26 h": how long it is from one ISO time to another. */
function span(from: string, to: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}
