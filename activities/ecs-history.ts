// What ECS remembers of a service's deployments (90 days): service deployments and the revisions they deployed.
import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  type ServiceDeployment,
  type ServiceRevision,
} from '@aws-sdk/client-ecs';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { SeenServiceDeployment } from '../src/situation.js';
import { askAws } from './aws-errors.js';
import { isoOf, optional } from './ecs-service.js';

const describedAtOnce = 20;

export interface History {
  /** Newest first. */
  readonly deployments: readonly SeenServiceDeployment[];
  readonly revisions: readonly ServiceRevision[];
}

/** The newest 20 service deployments and their revisions, in two rounds, or three when a source is older than those. */
export async function readHistory(ecs: ECSClient, entry: CatalogueEntry, signal: AbortSignal): Promise<History> {
  const { cluster, service } = entry.ecs;
  const listed = await askAws(`ListServiceDeployments of ${cluster}/${service}`, () =>
    ecs.send(new ListServiceDeploymentsCommand({ cluster, service, maxResults: describedAtOnce }), {
      abortSignal: signal,
    }),
  );
  const briefs = listed.serviceDeployments ?? [];
  const targets = unique(briefs.map(({ targetServiceRevisionArn }) => targetServiceRevisionArn));
  const [deployments, revisions] = await Promise.all([
    describeDeployments(ecs, unique(briefs.map(({ serviceDeploymentArn }) => serviceDeploymentArn)), signal),
    describeRevisions(ecs, targets, signal),
  ]);
  const older = unique(deployments.flatMap(revisionsOf)).filter((arn) => !targets.includes(arn));
  const all = [...revisions, ...(await describeRevisions(ecs, older, signal))];
  return { deployments: seenServiceDeployments(deployments, all), revisions: all };
}

const revisionsOf = ({ sourceServiceRevisions, targetServiceRevision }: ServiceDeployment): (string | undefined)[] => [
  ...(sourceServiceRevisions ?? []).map(({ arn }) => arn),
  targetServiceRevision?.arn,
];

async function describeDeployments(ecs: ECSClient, arns: readonly string[], signal: AbortSignal) {
  if (arns.length === 0) return [];
  const command = new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: arns.slice(0, describedAtOnce) });
  const answer = await askAws('DescribeServiceDeployments', () => ecs.send(command, { abortSignal: signal }));
  return answer.serviceDeployments ?? [];
}

/** A revision that is gone by now is left out, not an error. */
async function describeRevisions(ecs: ECSClient, arns: readonly string[], signal: AbortSignal) {
  if (arns.length === 0) return [];
  const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns: arns.slice(0, describedAtOnce) });
  const answer = await askAws('DescribeServiceRevisions', () => ecs.send(command, { abortSignal: signal }));
  return answer.serviceRevisions ?? [];
}

/** Newest first, revisions replaced by the task definitions that they deployed. */
function seenServiceDeployments(
  deployments: readonly ServiceDeployment[],
  revisions: readonly ServiceRevision[],
): SeenServiceDeployment[] {
  const deployed = new Map(
    revisions.map(({ serviceRevisionArn, taskDefinition }) => [serviceRevisionArn, taskDefinition]),
  );
  const sources = (each: ServiceDeployment) =>
    unique((each.sourceServiceRevisions ?? []).map(({ arn }) => deployed.get(arn)));
  return deployments
    .map((each) => ({
      arn: each.serviceDeploymentArn ?? '',
      status: each.status ?? 'PENDING',
      ...optional('statusReason', each.statusReason?.slice(0, 500)),
      ...optional('taskDefinition', deployed.get(each.targetServiceRevision?.arn)),
      sourceTaskDefinitions: sources(each),
      ...optional('serviceRevision', each.targetServiceRevision?.arn),
      ...optional('stage', each.lifecycleStage),
      ...optional(
        'pausedAtHook',
        each.lifecycleHookDetails?.find(({ status }) => status === 'AWAITING_ACTION')?.hookId,
      ),
      createdAt: isoOf(each.createdAt),
      ...optional('startedAt', each.startedAt?.toISOString()),
      ...optional('finishedAt', each.finishedAt?.toISOString()),
    }))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

/** Container name → digest that ECS recorded when it last deployed this task definition. */
export function recordedDigests(
  taskDefinition: string,
  revisions: readonly ServiceRevision[],
): ReadonlyMap<string, string> {
  const newestLast = revisions
    .filter((revision) => revision.taskDefinition === taskDefinition)
    .sort((a, b) => isoOf(a.createdAt).localeCompare(isoOf(b.createdAt)));
  const images = newestLast.flatMap(({ containerImages }) => containerImages ?? []);
  return new Map(
    images.flatMap(({ containerName, imageDigest }) =>
      containerName === undefined || imageDigest === undefined ? [] : [[containerName, imageDigest] as const],
    ),
  );
}

export const unique = (values: readonly (string | undefined)[]): string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];
