// Whether there is something to guard: a deployment in progress, or one that has not baked yet, which nobody rolls back with. Pure.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Fact, ReleaseName } from '../rollback.js';
import { markInForce } from '../run-mark.js';
import { between, inWords } from '../runbook/durations.js';
import { clock, familyAndRevision } from '../runbook/wording.js';
import type { SeenDeployment, SeenService, SeenServiceDeployment } from '../situation.js';

export interface Found {
  readonly deployment: SeenDeployment;
  /** ISO time, where ECS had completed it already. */
  readonly completedAt?: string;
}

export interface Question {
  readonly service: SeenService;
  /** ECS's record of service deployments. */
  readonly record: Fact<readonly SeenServiceDeployment[]>;
  /** Id of the deployment that is meant; else the newest. */
  readonly wanted?: string;
  /** What an open rollback of the service goes back to. */
  readonly rollbackTo?: ReleaseName;
  /** ISO time. */
  readonly at: string;
}

/** The deployment, or why there is none to guard. */
export function deploymentToGuard(
  question: Question,
  { timings }: Pick<CatalogueEntry, 'timings'>,
): Found | { readonly not: string } {
  const { service, wanted, at } = question;
  if (service.controller !== 'ECS') return { not: `its deployments are made by ${service.controller}, not by ECS` };
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY');
  if (primary === undefined) return { not: 'ECS has no deployment of it' };
  if (wanted !== undefined && wanted !== primary.id)
    return {
      not: `${wanted} is not its newest deployment: ${primary.id} of ${familyAndRevision(primary.taskDefinition)} is`,
    };
  const own = madeByRollback(question, primary);
  if (own !== undefined) return { not: own };
  const completedAt = completionOf(question, primary);
  if (completedAt !== undefined && between(completedAt, at) >= timings.soak)
    return {
      not: `no deployment is in progress: the newest one was completed at ${clock(completedAt)}, ${inWords(between(completedAt, at))} ago`,
    };
  return { deployment: primary, ...(completedAt === undefined ? {} : { completedAt }) };
}

/** A rollback is not guarded into the next one: Runback's own by its mark and its target, ECS's by its record. */
function madeByRollback({ service, record, rollbackTo, at }: Question, primary: SeenDeployment): string | undefined {
  const name = `${primary.id} of ${familyAndRevision(primary.taskDefinition)}`;
  if (markInForce(service, at) !== undefined) return `${name} was made by Runback (tag runback:run of the service)`;
  if (rollbackTo?.taskDefinition === primary.taskDefinition)
    return `${name} is what the open rollback of it goes back to`;
  const newest = newestOf(record);
  const goesBack =
    newest?.status.startsWith('ROLLBACK') === true &&
    newest.taskDefinition !== primary.taskDefinition &&
    newest.sourceTaskDefinitions.includes(primary.taskDefinition);
  return goesBack ? `${name} is ECS's own way back: its newest service deployment is ${newest.status}` : undefined;
}

const newestOf = (record: Question['record']): SeenServiceDeployment | undefined =>
  record.state === 'known'
    ? record.value.toSorted((one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt))[0]
    : undefined;

/** Without ECS's record it is taken for completed just now: it is guarded for longer, not for less. */
function completionOf({ record, at }: Question, { taskDefinition, rolloutState }: SeenDeployment): string | undefined {
  if (rolloutState !== 'COMPLETED') return undefined;
  const newest = newestOf(record);
  return (newest?.taskDefinition === taskDefinition ? newest.finishedAt : undefined) ?? at;
}
