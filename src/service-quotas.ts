// What AWS allows an account at once, and whether a deployment fits in (Runbook › Rollback Script Fails, "ECS service limit reached"). Pure.
import type { CatalogueEntry } from './catalogue/entry.js';
import { awsCommand } from './plan/commands.js';
import { grouped } from './runbook/wording.js';
import type { SeenService } from './situation.js';

/** A quota as Service Quotas tells it, and what counts against it. */
export interface QuotaUse {
  /** Service Quotas' word for the service: "fargate". */
  readonly service: string;
  /** "L-3032A538" */
  readonly code: string;
  readonly name: string;
  readonly limit: number;
  /** Of the whole account, as CloudWatch had it last; absent where it has no number. */
  readonly used?: number;
  /** What one more task counts, and what all tasks of the service count. */
  readonly aTask: number;
  readonly allTasks: number;
}

/** How ECS says that a task gets no place; "unable to place" alone is also said of an image or a secret that is missing. */
export const noRoom = /capacity is unavailable|reached the limit|above your limit|RESOURCE:|no container instance/i;

/** Tasks that ECS has to start before it may stop one: none, one, or for a second fleet all of them. */
export function tasksStartedFirst({
  deployments,
  settings,
  desired,
}: Pick<SeenService, 'deployments' | 'settings' | 'desired'>): number {
  // What a deployment that is under way has started is stopped by the next one, and makes room.
  if (deployments.length > 1) return 0;
  if (settings.strategy !== 'ROLLING') return desired;
  const mayStop = desired - Math.ceil((desired * settings.minimumHealthyPercent) / 100);
  return mayStop > 0 ? 0 : Math.min(1, desired);
}

/** False where the number is not known: that never hinders. */
export const leavesNoRoom = ({ used, limit, aTask }: QuotaUse, tasks = 1): boolean =>
  used !== undefined && tasks > 0 && used + tasks * aTask > limit;

/** "Fargate On-Demand vCPU resource count (L-3032A538): 6 of 6 in use, a task needs 0.5" */
export const quotaInWords = ({ name, code, used, limit, aTask }: QuotaUse): string =>
  `${name} (${code}): ${used === undefined ? 'an unknown number' : number(used)} of ${number(limit)} in use, a task needs ${number(aTask)}`;

/** Room for all tasks of the service beside what there is. AWS may take hours to agree. */
export const raiseQuotaCommand = (
  entry: Pick<CatalogueEntry, 'aws'>,
  { service, code, limit, allTasks }: QuotaUse,
): string =>
  awsCommand(entry, [
    ...['service-quotas', 'request-service-quota-increase', '--service-code', service, '--quota-code', code],
    ...['--desired-value', String(Math.ceil(limit + allTasks))],
  ]);

const number = (value: number): string => (Number.isInteger(value) ? grouped(value) : String(Number(value.toFixed(2))));
