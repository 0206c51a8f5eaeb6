// What a closed run leaves to those who ask later: who asked, who approved, what was changed, how it ended and when.
import { rollbackId } from './identifiers.js';
import type { Report } from './report.js';
import { changeOf } from './report-markdown/first-six-lines.js';
import type { Approval, Method, Outcome, Severity, Spoken, Times, Trigger } from './rollback.js';
import { shortName } from './runbook/wording.js';

/** One closed run. */
export interface ClosedRun {
  readonly state: 'closed';
  /** The rollback's workflow id. */
  readonly id: string;
  readonly runId: string;
  readonly requestId: string;
  readonly service: string;
  readonly environment: string;
  readonly outcome: Outcome;
  readonly headline: string;
  readonly severity: Severity;
  readonly reason: string;
  readonly asked: Asked;
  readonly approvals: readonly Approval[];
  /** What people said that counted. */
  readonly messages: readonly Spoken[];
  readonly changed: string;
  readonly from?: string;
  readonly to?: string;
  readonly method?: Method;
  readonly times: Times;
}

/** By a person, or by what a machine saw. */
export interface Asked {
  readonly by?: string;
  /** Whether that is proven; absent in reports of former versions. */
  readonly identity?: 'claimed' | 'authenticated';
  readonly kind: Trigger['kind'];
  readonly name?: string;
}

export function closedRun(report: Report): ClosedRun {
  const { service, environment, from, to, method, times } = report;
  return {
    state: 'closed',
    id: rollbackId(environment, service),
    runId: report.runId,
    requestId: report.id,
    service,
    environment,
    outcome: report.outcome,
    headline: report.headline,
    severity: report.severity,
    reason: report.reason,
    asked: askedOf(report),
    approvals: report.approvals,
    messages: report.messages ?? [],
    changed: changeOf(report),
    ...(from === undefined ? {} : { from: shortName(from) }),
    ...(to === undefined ? {} : { to: shortName(to) }),
    ...(method === undefined ? {} : { method }),
    times,
  };
}

function askedOf({ request, requester, trigger }: Report): Asked {
  const { requestedBy: by } = request;
  return {
    ...(by === undefined ? {} : { by }),
    ...(requester === undefined ? {} : { identity: requester.identity }),
    kind: trigger.kind,
    ...(trigger.kind === 'person' || trigger.name === undefined ? {} : { name: trigger.name }),
  };
}

/** Whether something has what every report has, whoever wrote the file. */
export function isReport(value: unknown): value is Report {
  if (!isObject(value)) return false;
  const texts = ['id', 'runId', 'service', 'environment', 'outcome', 'headline', 'severity', 'reason', 'change'];
  const lists = ['approvals', 'attempts', 'settingsChanged', 'serving', 'timeline'];
  return (
    texts.every((name) => typeof value[name] === 'string') &&
    lists.every((name) => Array.isArray(value[name])) &&
    isObject(value.request) &&
    isObject(value.trigger) &&
    isObject(value.times) &&
    typeof value.times.acceptedAt === 'string'
  );
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
