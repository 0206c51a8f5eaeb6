// What a run shows of itself: the status and its card, in queries, Temporal's current details and search attributes.
import { defineSearchAttributeKey, type SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import type { SearchAttribute } from '../src/identifiers.js';
import { legalActions, legalItems, legalVerbs, type MessageState } from '../src/message-rules.js';
import { isAboutSecurity } from '../src/plan/manual-criteria.js';
import type { ChosenTarget } from '../src/plan-shape.js';
import type { Report } from '../src/report.js';
import { withinBounds } from '../src/report-bounds.js';
import { modeFor } from '../src/requests.js';
import type { Phase } from '../src/rollback.js';
import { stateCard } from '../src/state-card.js';
import type { Status } from '../src/status.js';
import { overrideAskedFor } from '../src/target.js';
import { canaryShown, servingOf } from './canary/state.js';
import { type Course, named, note, now } from './course.js';
import { demandsProof } from './database/state.js';
import { atStake } from './gate-needs.js';
import { planQuery, reportQuery, statusQuery } from './messages.js';
import { notToUndo } from './undo.js';

export const messageStateOf = (course: Course): MessageState => ({
  service: course.entry?.service ?? course.request.service,
  environment: course.request.environment,
  runs: [course.run.runKey, course.run.runId],
  phase: course.phase,
  gateOpen: course.gate !== undefined,
  waitingForOperator: course.phase === 'waiting for the operator' || course.phase === 'stuck',
  paused: course.paused !== undefined,
  aborting: course.abort !== undefined,
  ...(course.requester.by === undefined ? {} : { requestedBy: course.requester.by }),
  approvedBy: course.gate?.approvals.flatMap((approval) => approval.by ?? []) ?? [],
  ...customerTextOf(course),
  openItems: course.checklist.filter((item) => item.state !== 'done').map((item) => item.item),
  identity: demandsProof(course) ? 'authenticated' : 'claimed',
  releases: course.situation?.releases.toSorted((a, b) => b.revision - a.revision) ?? [],
  ...servesAlone(course),
  ...(isAboutSecurity(course.request) ? { isAboutSecurity: true as const } : {}),
  ...whatMayBeDecided(course),
  methods: course.entry?.policy.methods ?? [],
});

function customerTextOf({ entry, customerText }: Course): Pick<MessageState, 'customerText'> {
  if (entry?.statusPage === undefined) return {};
  return { customerText: customerText === undefined ? 'open' : 'approved' };
}

function whatMayBeDecided(course: Course): Pick<MessageState, 'notToUndo' | 'hindered' | 'atStake'> {
  const { hindered } = course;
  const refused = notToUndo(course);
  const stake = atStake(course);
  return {
    ...(refused === undefined ? {} : { notToUndo: refused }),
    ...(hindered === undefined ? {} : { hindered }),
    ...(stake === undefined ? {} : { atStake: stake }),
  };
}

/** Half way through a deployment nobody can tell what will serve: then going back is a choice. */
function servesAlone({ change, claim, plan }: Course): Pick<MessageState, 'serves'> {
  const serves = change === 'none' ? plan?.from.taskDefinition : claim?.taskDefinition;
  return serves === undefined ? {} : { serves };
}

const becauseNow = ({ agreed }: Course, { because, overridden }: ChosenTarget): string =>
  overridden.length > 0 && agreed?.byPerson === true ? because.replace(overrideAskedFor, 'overridden by') : because;

const whatWasPlanned = (course: Course) => {
  const { plan } = course;
  if (plan === undefined) return {};
  const chosen = plan.target.kind === 'chosen' ? plan.target.target : undefined;
  return {
    from: plan.from,
    ...(plan.undoesCanary === undefined ? {} : { undoesCanary: plan.undoesCanary }),
    wrongNow: plan.wrongNow,
    ...(chosen === undefined ? {} : { to: chosen.release, because: becauseNow(course, chosen) }),
  };
};

const whenPresent = (course: Course) => ({
  ...(course.method === undefined ? {} : { method: course.method }),
  ...(course.worse === undefined ? {} : { worse: course.worse }),
  ...(course.rung === undefined ? {} : { rung: course.rung }),
  ...(course.diagnosis === undefined ? {} : { diagnosis: course.diagnosis }),
  ...(course.waiting === undefined ? {} : { waiting: course.waiting }),
  ...(course.pipeline === undefined ? {} : { pipeline: course.pipeline }),
  ...(course.paused === undefined ? {} : { paused: course.paused }),
  ...(course.abort === undefined ? {} : { aborting: { by: course.abort.by, reason: course.abort.reason } }),
  ...(course.escalatesAt === undefined ? {} : { escalatesAt: course.escalatesAt }),
  ...(course.entry?.paging === undefined ? {} : { escalateTo: course.entry.paging.escalateTo }),
  ...(course.escalations.length === 0 ? {} : { escalated: course.escalations.at(-1)?.text ?? '' }),
  ...(course.report === undefined ? {} : howItEnded(course.report)),
  ...(course.entry?.timeScale === undefined ? {} : { timeScale: course.entry.timeScale }),
  ...(course.entry?.dashboard === undefined ? {} : { dashboard: course.entry.dashboard }),
  ...(course.entry?.page === undefined ? {} : { page: course.entry.page }),
});

export function impactOf({ request, impact: measured }: Course): Pick<Report, 'impact'> {
  const known = request.impact ?? measured;
  return known === undefined ? {} : { impact: known };
}

const howItEnded = ({ outcome, headline, next }: Report) => ({ outcome, headline, next });

export const statusOf = (course: Course): Status => ({
  id: course.run.workflowId,
  runId: course.run.runId,
  runKey: course.run.runKey,
  service: course.entry?.service ?? course.request.service,
  environment: course.request.environment,
  phase: course.phase,
  phaseSince: course.phaseSince,
  severity: course.severity,
  mode: course.entry === undefined ? 'observe' : modeFor(course.entry.policy, course.request),
  request: course.request,
  ...whatWasPlanned(course),
  ...impactOf(course),
  doing: course.doing,
  ...whenPresent(course),
  told: course.told,
  ...(course.customerText === undefined ? {} : { customerText: course.customerText }),
  serving: servingOf(course),
  ...canaryShown(course),
  ...(course.servingAt === undefined ? {} : { servingAt: course.servingAt }),
  changed: course.change !== 'none',
  ...(course.change === 'asked' ? { changeUnclear: true } : {}),
  verdict: course.verification.verdict,
  legalVerbs: legalVerbs(messageStateOf(course)),
  legalItems: legalItems(messageStateOf(course)),
  legalActions: legalActions(messageStateOf(course)),
  times: course.times,
  checklist: course.checklist,
  approvals: course.approvals,
  attempts: course.attempts,
  timeline: course.timeline.slice(-100),
});

export function answerQueries(course: Course): void {
  setHandler(statusQuery, () => withinBounds(statusOf(course)));
  setHandler(planQuery, () => course.plan ?? null);
  setHandler(reportQuery, () => course.report ?? null);
}

/** Refreshes the card in Temporal's current details. */
export function refresh(course: Course): void {
  setCurrentDetails(stateCard(statusOf(course), now()).join('\n'));
}

/** The run is in another phase: what is true now, in one sentence. */
export function enter(course: Course, phase: Phase, doing: string): void {
  if (course.phase !== phase) {
    course.phase = phase;
    course.phaseSince = now();
  }
  course.doing = doing;
  delete course.waiting;
  note(course, doing);
  index(course);
  refresh(course);
}

/** Sets the registered search attributes; an unregistered one would stop the workflow for ever. */
export function index(course: Course): void {
  const status = statusOf(course);
  const values: Record<SearchAttribute, string | undefined> = {
    RunbackService: status.service,
    RunbackEnvironment: status.environment,
    RunbackPhase: status.phase,
    RunbackOutcome: status.outcome,
    RunbackFrom: status.from === undefined ? undefined : named(status.from),
    RunbackTo: status.to === undefined ? undefined : named(status.to),
    RunbackSeverity: status.severity,
  };
  const pairs = Object.entries(values).flatMap(([name, value]): SearchAttributeUpdatePair[] =>
    value === undefined || !course.searchAttributes.includes(name)
      ? []
      : [{ key: defineSearchAttributeKey(name, 'KEYWORD'), value }],
  );
  if (pairs.length > 0) upsertSearchAttributes(pairs);
}
