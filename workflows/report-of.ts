// Everything that a run leaves to be read, in one shape (design §9).
import { countedInWords } from '../src/database/loss-words.js';
import { serviceLine } from '../src/database/services-on.js';
import { lossInWords } from '../src/database/step-verdict.js';
import { whatToPin } from '../src/pin.js';
import type { Report } from '../src/report.js';
import type { ReleaseName, TimelineEntry, Trigger } from '../src/rollback.js';
import { canaryShown, servingOf, takenFrom } from './canary/state.js';
import { type Course, entryOf, named, now } from './course.js';
import { databaseInWords } from './database/state.js';
import type { Ended } from './endings.js';
import { preventionOf } from './prevention.js';
import { impactOf } from './show.js';
import { isUndo, undoByHand } from './undo.js';

export const targetOf = (course: Course): ReleaseName | undefined =>
  course.plan?.target.kind === 'chosen' ? course.plan.target.target.release : undefined;

const triggerOf = (course: Course): Trigger =>
  course.request.trigger ?? {
    kind: 'person',
    ...(course.request.requestedBy === undefined ? {} : { name: course.request.requestedBy }),
  };

/** The first and the newest lines are kept; what was left out is said. */
const boundedTimeline = (course: Course): TimelineEntry[] => {
  const left = course.droppedLines + Math.max(0, course.refusals - 50);
  return left === 0 ? course.timeline : [...course.timeline, { at: now(), text: `${left} lines were left out` }];
};

export function reportOf(course: Course, ended: Ended): Report {
  const to = targetOf(course);
  return {
    id: course.requestId,
    runId: course.run.runId,
    service: entryOf(course).service,
    environment: course.request.environment,
    outcome: ended.outcome,
    headline: ended.headline,
    ...(course.diagnosis === undefined ? {} : { diagnosis: course.diagnosis }),
    severity: course.severity,
    ...whatWasAsked(course),
    ...impactOf(course),
    ...(course.plan === undefined ? {} : { from: course.plan.from }),
    ...(to === undefined ? {} : { to }),
    ...(course.method === undefined ? {} : { method: course.method }),
    ...(course.pipeline === undefined ? {} : { pipeline: course.pipeline }),
    ...forPeople(course),
    attempts: course.attempts,
    times: course.times,
    checklist: course.checklist,
    approvals: course.approvals,
    ...(course.spoken.length === 0 ? {} : { messages: course.spoken }),
    verification: course.verification,
    serving: servingOf(course),
    ...canaryShown(course),
    ...(course.servingAt === undefined ? {} : { servingAt: course.servingAt }),
    change: course.change,
    ...(course.deployed.length === 0 ? {} : { deployed: course.deployed }),
    passedOver: passedOver(course),
    escalations: course.escalations,
    settingsChanged: course.settingsChanged,
    notConnected: course.plan?.notConnected ?? [],
    next: ended.next,
    ...(course.entry?.timeScale === undefined ? {} : { timeScale: course.entry.timeScale }),
    timeline: boundedTimeline(course),
  };
}

const whatWasAsked = (course: Course): Pick<Report, 'trigger' | 'reason' | 'request' | 'requester'> => ({
  trigger: triggerOf(course),
  reason: course.request.reason,
  request: course.request,
  requester: course.requester,
});

function databaseOf({ database }: Course): Pick<Report, 'database'> {
  if (database === undefined) return {};
  const { assessment, backup, order, rehearsal } = database;
  return {
    database: {
      name: assessment.database,
      from: assessment.from,
      to: assessment.to,
      steps: assessment.steps.map(({ revision }) => revision),
      lost: assessment.losses.map(countedInWords),
      alreadyLost: assessment.alreadyLost.map(lossInWords),
      services: assessment.services.map(serviceLine),
      snapshot: backup.id,
      ...(backup.restorableTo === undefined ? {} : { restorableTo: backup.restorableTo }),
      rehearsedAt: rehearsal.at,
      order: order.order,
      state: databaseInWords(database),
      preparingAt: database.preparingAt,
      preparedAt: database.preparedAt,
      ...(database.askedAt === undefined ? {} : { askedAt: database.askedAt }),
      ...(database.changedAt === undefined ? {} : { changedAt: database.changedAt }),
      ...(database.doneAt === undefined ? {} : { doneAt: database.doneAt }),
    },
  };
}

/** What is left to be done, and to be learnt. */
const forPeople = (course: Course): Partial<Report> => ({
  ...(course.incident?.id === undefined ? {} : { incident: course.incident.id }),
  ...databaseOf(course),
  ...pinned(course),
  ...preventionOf(course),
  ...wayBackOfCanary(course),
});

/** What an undo gives the canary back, once this run is over and while it is not undone. */
function wayBackOfCanary(course: Course): Pick<Report, 'canaryFormer' | 'undoByHand' | 'undoesCanary'> {
  if (course.plan?.undoesCanary === true) return { undoesCanary: true };
  const former = isUndo(course) ? undefined : takenFrom(course);
  return former === undefined ? {} : { canaryFormer: former, undoByHand: undoByHand(course) };
}

/** Only what serves is worth pinning. */
function pinned(course: Course): Pick<Report, 'pin'> {
  const { claim, plan, notHeld = false } = course;
  const to = targetOf(course);
  if (claim === undefined || plan === undefined || to === undefined) return {};
  const { service, environment, ecs, github } = entryOf(course);
  const named = { service, environment, ecsService: ecs.service, ...(github === undefined ? {} : { github }) };
  return { pin: whatToPin({ ...named, from: plan.from, to, taskDefinition: claim.taskDefinition, notHeld }) };
}

const passedOver = (course: Course): string[] =>
  course.plan?.target.passedOver.map(
    ({ release, revision, broken }) =>
      `${named(release)} (:${revision}): ${broken.map((rule) => rule.sentence).join('; ')}`,
  ) ?? [];
