// A run that Temporal ended from outside: none of its code ran any more, so it has no outcome and no report.
import { clock, oneLine, tasksByRelease } from '../runbook/wording.js';
import { linkLine, wayLine } from '../state-card/lines.js';
import type { Status } from '../status.js';
import type { Execution } from './execution.js';
import type { Seen } from './status.js';

const fromOutside: readonly Execution['state'][] = ['TERMINATED', 'TIMED_OUT', 'CANCELLED'];

export const isEndedByTemporal = (seen: Seen): boolean =>
  fromOutside.includes(seen.execution.state) && (seen.from === 'temporal' || seen.status.outcome === undefined);

/** How it ended, and the two things to know now: what it left, and what to do. */
export function endedByTemporalCard(seen: Seen): string[] {
  const { execution } = seen;
  const [, environment = '', ...service] = execution.id.split('/');
  const name = service.join('/');
  const at = execution.closedAt === undefined ? '' : ` at ${clock(execution.closedAt)}`;
  return [
    `⏹ ${name} ${environment} · ${execution.state} (by Temporal)${at}; no report`,
    ...(seen.from === 'the run'
      ? [...wayLine(seen.status), `It was ${seen.status.phase}: ${oneLine(seen.status.doing, 240)}`]
      : []),
    `What it left: ${seen.from === 'the run' ? whatItLeft(seen.status) : `not known, no worker answers (${oneLine(seen.why, 120)})`}`,
    `Next: runback plan ${name} --env ${environment}`,
    ...(seen.from === 'the run' ? linkLine(seen.status) : []),
  ];
}

function whatItLeft({ changed, changeUnclear = false, serving, servingAt }: Status): string {
  const seen = servingAt === undefined ? '' : ` as seen at ${clock(servingAt)}`;
  const served = serving.length === 0 ? 'what serves was not read' : `serving last${seen}: ${tasksByRelease(serving)}`;
  if (!changed) return `nothing was changed; ${served}`;
  const change = changeUnclear ? 'whether production was changed is not known' : 'production was changed';
  return `${change}; ${served}; ECS goes on with what was begun, nobody follows it`;
}
