// Runbook › Prevention, when a run closes: what shows whether each recommendation was kept. It never holds up the end.
import { canaryNow } from '../src/canary.js';
import type { PreventionFacts } from '../src/prevention.js';
import type { Report } from '../src/report.js';
import { judgePrevention } from '../src/runbook/prevention.js';
import { overdueReview } from '../src/runbook/review.js';
import { onsetOf } from '../src/target/onset.js';
import { type Course, now } from './course.js';
import { causeOf } from './endings.js';
import { gatherPrevention } from './proxies.js';

const notConnected: PreventionFacts = { staging: { state: 'not connected' }, checkRuns: { state: 'not connected' } };

/** Nobody is asked where the catalogue knows nobody to ask. */
export async function seeWhatWasKept(course: Course): Promise<void> {
  const { entry, plan, request } = course;
  if (entry === undefined || plan === undefined || request.planOnly === true) return;
  if (entry.staging === undefined && entry.github === undefined) return;
  const deployedAt = deploymentOf(course);
  const asked = { entry, release: plan.from, ...(deployedAt === undefined ? {} : { deployedAt }) };
  course.prevention = await gatherPrevention(asked).catch((error: unknown): PreventionFacts => {
    const unknown = { state: 'unknown', why: causeOf(error).message } as const;
    return { staging: unknown, checkRuns: unknown };
  });
}

/** When the release that is left was deployed the last time; of what ECS remembers. */
function deploymentOf({ situation, plan }: Course): string | undefined {
  if (situation?.serviceDeployments.state !== 'known') return undefined;
  return situation.serviceDeployments.value.find(({ taskDefinition }) => taskDefinition === plan?.from.taskDefinition)
    ?.createdAt;
}

export function preventionOf(course: Course): Pick<Report, 'onset' | 'prevention' | 'runbookReview'> {
  const { situation, request, times, entry, prevention: facts = notConnected } = course;
  const review = overdueReview(entry?.runbook, now().slice(0, 10));
  const overdue = review === undefined ? {} : { runbookReview: review };
  if (situation === undefined || request.planOnly === true) return overdue;
  const onset = onsetOf(situation, request);
  const personAt = firstPersonAt(course);
  const prevention = judgePrevention({
    facts,
    settings: situation.service.settings,
    ...canaryShare(course),
    criteria: request.criteria ?? [],
    times,
    ...(onset === undefined ? {} : { onset }),
    ...(personAt === undefined ? {} : { personAt }),
  });
  return { ...overdue, ...(onset === undefined ? {} : { onset }), prevention };
}

function firstPersonAt({ request, times, spoken }: Course): string | undefined {
  if (request.requestedBy !== undefined) return times.acceptedAt;
  return spoken.find(({ message }) => message === 'request')?.at;
}

/** As it was at the look: nobody had taken its traffic yet. */
function canaryShare({ plan }: Course): { canaryShare?: number } {
  return plan?.canary === undefined ? {} : { canaryShare: canaryNow(plan.canary).share };
}
