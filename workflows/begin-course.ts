import { workflowInfo } from '@temporalio/workflow';
import { firstHeard } from '../src/heard-alerts.js';
import { inertRequest } from '../src/inert-messages.js';
import { requesterOf } from '../src/requester.js';
import type { RollbackRequest } from '../src/rollback.js';
import { severityOf } from '../src/runbook/severity.js';
import { type Course, now } from './course.js';

export function beginCourse(request: RollbackRequest): Course {
  const info = workflowInfo();
  const at = now();
  const inert = inertRequest(request);
  const acceptedAt = acceptanceOf(request, info.startTime);
  return {
    run: { workflowId: info.workflowId, runId: info.runId, runKey: info.originalExecutionRunId ?? info.runId },
    request: inert,
    requester: requesterOf(inert, 'claimed'),
    requestId: request.requestId ?? info.originalExecutionRunId ?? info.runId,
    searchAttributes: [],
    severity: severityOf(request.severity),
    phase: 'accepted',
    phaseSince: at,
    doing: 'Accepting the request',
    ...nobodyAsked(),
    givenUp: [],
    skipped: [],
    change: 'none',
    seenMessages: new Set(),
    refusals: 0,
    alerts: 0,
    alertNames: new Set(),
    heardAlerts: firstHeard(inert, acceptedAt),
    escalations: [],
    told: [],
    checklist: [],
    approvals: [],
    spoken: [],
    attempts: [],
    deployed: [],
    settingsChanged: [],
    timeline: [],
    droppedLines: 0,
    serving: [],
    verification: { verdict: 'not verified', checks: [] },
    times: { acceptedAt, ...alertOf(request) },
  };
}

const alertOf = ({ trigger }: RollbackRequest): { alertAt?: string } =>
  trigger?.startsAt === undefined ? {} : { alertAt: trigger.startsAt };

const nobodyAsked = () => ({ gates: 0, escalating: Promise.resolve(), pagesHanded: Promise.resolve() });

/** The clock of the escalation: a request may have waited for a worker, but it was not accepted in the future. */
function acceptanceOf({ acceptedAt }: RollbackRequest, startTime: Date): string {
  const said = acceptedAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(acceptedAt);
  return new Date(Math.min(said, startTime.getTime())).toISOString();
}
