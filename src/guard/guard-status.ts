// What a guard says of itself: to its query, in Temporal's current details and at its end. Pure. Times are ISO 8601.
import type { HandedOver } from '../report.js';
import { automaticTriggers } from '../runbook/automatic-rollback-triggers.js';
import type { JudgedTrigger } from '../runbook/judge-triggers.js';
import { clock, clockWithSeconds, shortName } from '../runbook/wording.js';
import type { DeploymentCourse, Guarded } from './deployment-course.js';
import type { SideBySide } from './side-by-side.js';
import { isFine, type Tally, tallyLines } from './tally.js';

export interface GuardNote {
  readonly at: string;
  readonly text: string;
}

export interface GuardStatus {
  readonly service: string;
  readonly environment: string;
  readonly deployment?: Guarded;
  /** As ECS said last; absent while that is not known. */
  readonly course?: DeploymentCourse;
  /** Of the newest evaluation. */
  readonly evaluatedAt?: string;
  readonly judged?: readonly JudgedTrigger[];
  readonly sideBySide?: SideBySide;
  /** Since when not all of the rules could be measured, and why. */
  readonly unmeasured?: { readonly since: string; readonly why: readonly string[] };
  readonly tally: Tally;
  /** Breached, but not rolled back by itself: with why. */
  readonly reported: readonly string[];
  readonly notes: readonly GuardNote[];
  readonly rollback?: Pick<HandedOver, 'answer' | 'see'>;
}

/** How a guard ended. `not guarded`: there was nothing to guard; `handed over`: another run guards it. */
export interface GuardEnd {
  readonly end:
    | 'rollback asked for'
    | 'bake time over'
    | 'superseded'
    | 'out of time'
    | 'service gone'
    | 'not guarded'
    | 'handed over';
  readonly at: string;
  /** What it comes to, in sentences. */
  readonly said: readonly string[];
  /** Workflow id: the rollback that was asked for, or the guard that was handed over to. */
  readonly see?: string;
  readonly answer?: 'started' | 'joined' | 'differs' | 'guarded already';
  readonly notes: readonly GuardNote[];
}

export const guardLines = (status: GuardStatus): readonly string[] => [
  headline(status),
  ...(status.rollback === undefined ? [] : [`Rollback ${status.rollback.answer}: ${status.rollback.see}`]),
  ...(status.unmeasured === undefined
    ? []
    : [`Could not measure since ${clock(status.unmeasured.since)}: ${status.unmeasured.why.join('; ')}`]),
  ...status.reported.map((each) => `Not rolled back by itself: ${each}`),
  ...(status.judged ?? []).map(
    ({ trigger, verdict, evidence }) => `${automaticTriggers[trigger].name}: ${verdict}: ${evidence}`,
  ),
  ...(status.sideBySide === undefined ? [] : [`Side by side: ${status.sideBySide.is}: ${status.sideBySide.evidence}`]),
];

function headline({ service, environment, deployment, course, evaluatedAt, tally }: GuardStatus): string {
  if (deployment === undefined) return `Guard of ${service} ${environment}: finding the deployment`;
  const what = `Guard of ${shortName(deployment.release)} (${deployment.id}) of ${service} ${environment}`;
  const newest =
    evaluatedAt === undefined
      ? 'not evaluated yet'
      : `evaluation ${tally.evaluations} at ${clockWithSeconds(evaluatedAt)}`;
  return `${what}: ${inWords(course)}, ${newest}`;
}

function inWords(course: DeploymentCourse | undefined): string {
  if (course === undefined) return 'how far it is could not be read';
  if (course.is === 'baking') return `baking until ${clock(course.until)}`;
  return course.is === 'over' ? `${course.end}: ${course.why}` : course.is;
}

/** At the end of the watch: fine is what was measured each time, never what was not. */
export const saidAtEnd = (tally: Tally, reported: readonly string[]): readonly string[] => [
  isFine(tally) ? 'No rule was breached, and each was measured every time' : 'It cannot be said that all was well:',
  ...tallyLines(tally),
  ...reported.map((each) => `Not rolled back by itself: ${each}`),
];
