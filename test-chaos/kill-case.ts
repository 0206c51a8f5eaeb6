// One activity of a rollback, and how a kill of its worker meets it.
import { canaryOf } from '../sandbox/canary.js';
import type { RollbackRequest } from '../src/rollback.js';
import type { TestStage } from '../test/support/a-stage.js';
import { keptHistories } from '../test/support/kept-histories.js';
import { activityTypesOf } from './activity-types.js';
import type { AtGate } from './asking.js';

export interface KillCase {
  readonly request: Partial<RollbackRequest>;
  /** It undoes a rollback of this request, which was made before. */
  readonly undoes?: true;
  /** The activity, where the case has another name. */
  readonly in?: string;
  /** It is an activity of this workflow that the rollback began; of the rollback itself unless given. */
  readonly of?: 'incident';
  /** Of the service, beyond the usual ones. */
  readonly settings?: (service: string) => object;
  /** Brings production to where the rollback begins. */
  readonly prepare?: (stage: TestStage, service: string) => Promise<unknown>;
  /** What is never answered, so that the activity is under way when its worker dies. */
  readonly hangs?: { readonly operation: string; readonly about?: (service: string) => string };
  /** Slack answers nothing from the request on until the next worker begins. */
  readonly chatHangs?: true;
  /** Of its own database: what somebody else locks from before the request until the worker is dead. */
  readonly locked?: string;
  /** Another run holds its database from before the request until the worker is dead. */
  readonly held?: true;
  /** What is done once it waits for approval, before anybody approves. */
  readonly atGate?: AtGate;
  /** What the kill waits for, with a worker of its own to kill. */
  readonly when?: (stage: TestStage, each: NamedCase) => Promise<unknown>;
  /** What is refused from the request on until the next worker begins. */
  readonly denied?: { readonly operation: string; readonly about: string };
  /** It is under way for long by itself. Without this and `hangs` the kill comes as soon as it is scheduled. */
  readonly lasts?: true;
  /** Hung only once the first change is made. */
  readonly afterFirstChange?: true;
  /** Played after the others: a kill of theirs would have it planned anew. */
  readonly alone?: true;
  /** ROLLED_BACK unless given. */
  readonly outcome?: string | readonly string[];
  /** Changes of the service's release; one unless given. */
  readonly changes?: number;
}

export interface NamedCase extends KillCase {
  readonly title: string;
  readonly activity: string;
  readonly service: string;
}

/** Only these activities are tried where the variable is set, for a look at one of them. */
export const only = process.env.RUNBACK_CHAOS_ONLY?.split(',');

export const named = (cases: Readonly<Record<string, KillCase>>): NamedCase[] =>
  Object.entries(cases)
    .map(([title, each]) => ({ title, activity: each.in ?? title, service: serviceOf(title), ...each }))
    .filter(({ activity }) => only === undefined || only.includes(activity));

/** Such as AWS takes for an instance of RDS as well. */
const serviceOf = (title: string): string => title.toLowerCase().replaceAll(/[^a-z]+/g, '-');

export const ofTheService = (service: string): string => `${service}-prod`;
export const ofItsCanary = (service: string): string => canaryOf(`${service}-prod`);
/** Such as a request names it by itself, and no other's. */
export const ofItsDatabase = (service: string): string => `"${service}"`;
export const ofItsTaskDefinition = (service: string): string => `task-definition/${service}-prod`;

const ofRollbacks = /^(rollback|incident|guard)\//;

/** Every type of activity that the recorded histories of rollbacks, of what tells people of them and of what starts them, name. */
export async function recordedActivities(): Promise<string[]> {
  const histories = await Promise.all((await keptHistories()).map(({ read }) => read()));
  const counted = histories.filter(({ workflowId }) => ofRollbacks.test(workflowId));
  return [...new Set(counted.flatMap(({ history }) => activityTypesOf(history)))].sort();
}
