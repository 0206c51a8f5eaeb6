// One activity of a rollback, and how a kill of its worker meets it.
import { canaryOf } from '../sandbox/canary.js';
import type { RollbackRequest } from '../src/rollback.js';
import type { TestStage } from '../test/support/a-stage.js';
import { keptHistories } from '../test/support/kept-histories.js';
import { activityTypesOf } from './activity-types.js';

export interface KillCase {
  readonly request: Partial<RollbackRequest>;
  /** It undoes a rollback of this request, which was made before. */
  readonly undoes?: true;
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
  /** What is refused from the request on until the next worker begins. */
  readonly denied?: { readonly operation: string; readonly about: string };
  /** It is under way for long by itself. Without this and `hangs` the kill comes as soon as it is scheduled. */
  readonly lasts?: true;
  /** Hung only once the first change is made. */
  readonly afterFirstChange?: true;
  /** ROLLED_BACK unless given. */
  readonly outcome?: string | readonly string[];
  /** Changes of the service's release; one unless given. */
  readonly changes?: number;
}

export interface NamedCase extends KillCase {
  readonly activity: string;
  readonly service: string;
}

/** Only these activities are tried where the variable is set, for a look at one of them. */
export const only = process.env.RUNBACK_CHAOS_ONLY?.split(',');

export const named = (cases: Readonly<Record<string, KillCase>>): NamedCase[] =>
  Object.entries(cases)
    .filter(([activity]) => only === undefined || only.includes(activity))
    .map(([activity, each]) => ({ activity, service: activity.toLowerCase(), ...each }));

export const ofTheService = (service: string): string => `${service}-prod`;
export const ofItsCanary = (service: string): string => canaryOf(`${service}-prod`);
export const ofItsTaskDefinition = (service: string): string => `task-definition/${service}-prod`;

const ofRollbacks = /^(rollback|incident)\//;

/** Every type of activity that the recorded histories of rollbacks, and of what tells people of them, name. */
export async function recordedActivities(): Promise<string[]> {
  const histories = await Promise.all((await keptHistories()).map(({ read }) => read()));
  const counted = histories.filter(({ workflowId }) => ofRollbacks.test(workflowId));
  return [...new Set(counted.flatMap(({ history }) => activityTypesOf(history)))].sort();
}
