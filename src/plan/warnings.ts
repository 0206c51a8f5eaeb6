// What a person should know before agreeing: limits of ECS, other hands at work, and what could take us back.
import type { CatalogueEntry } from '../catalogue/entry.js';
import { promotingRuns, runInWords } from '../pipeline.js';
import type { ChosenTarget, TargetChoice } from '../plan-shape.js';
import type { Fact, ReleaseName } from '../rollback.js';
import { markInForce } from '../run-mark.js';
import { clusterText, troubleOf } from '../runbook/health-checks.js';
import { clock, oneLine, revisionOf, shortName } from '../runbook/wording.js';
import type { Situation } from '../situation.js';
import { isGoingBack } from '../target/release-to-leave.js';
import { unknownThirdParties } from '../third-parties.js';
import { roundsOf } from './duration.js';

/** ECS refuses a deployment beyond these. */
const mostActiveDeployments = 5;

export function warningsOf(
  situation: Situation,
  entry: CatalogueEntry,
  from: ReleaseName,
  target: TargetChoice,
): string[] {
  return [
    ...aboutService(situation),
    ...aboutDeployments(situation),
    ...aboutPipeline(situation, entry),
    ...(target.kind === 'chosen' ? aboutTarget(target.target, from) : []),
    ...aboutEntry(situation, entry),
  ];
}

/** Whatever is rolled back. */
export const aboutEntry = (situation: Situation, entry: CatalogueEntry): string[] => [
  ...writingSmokeRequests(entry),
  ...aboutBackingServices(situation),
  ...unknownThirdParties(situation.thirdParties),
  ...unreadSources(situation),
];

function aboutService({ service, seenAt }: Situation): string[] {
  const { desired, manualTag, settings } = service;
  const unfinished = markInForce(service, seenAt);
  const stalls = roundsOf(desired, settings) === undefined;
  const pauses = settings.shift?.pausesAt ?? [];
  return [
    ...(manualTag === undefined ? [] : [`somebody acts by hand: runback:manual = ${oneLine(manualTag, 120)}`]),
    ...(unfinished === undefined
      ? []
      : [
          `a rollback from :${unfinished.from} to :${unfinished.to} was begun at ${clock(unfinished.at)} and is not closed: its deployment is taken over`,
        ]),
    ...(desired === 0 ? ['the desired count is 0: no task will serve after the rollback either'] : []),
    ...(stalls
      ? [
          `${desired} tasks with at least ${settings.minimumHealthyPercent} % and at most ${settings.maximumPercent} % cannot be replaced: the deployment will stall`,
        ]
      : []),
    ...(settings.strategy === 'ROLLING'
      ? []
      : [
          `the deployment strategy is ${settings.strategy}: ECS shifts traffic by its own steps, and its rules are left alone`,
        ]),
    ...(pauses.length === 0
      ? []
      : [
          `a new deployment pauses at ${pauses.join(', ')} until somebody continues it: aws ecs continue-service-deployment`,
        ]),
  ];
}

function aboutDeployments({ service, serviceDeployments }: Situation): string[] {
  const { length } = service.deployments;
  const goingBack = serviceDeployments.state === 'known' && serviceDeployments.value.some(isGoingBack);
  return [
    ...(length >= mostActiveDeployments
      ? [`${length} deployments are active: ECS refuses another until one of them has no task left`]
      : []),
    ...(goingBack ? ['ECS is already taking a deployment back by itself'] : []),
  ];
}

function aboutPipeline({ pipeline }: Situation, { github, policy }: CatalogueEntry): string[] {
  const then = policy.stopPipeline ? 'it is cancelled before our first change' : 'the policy leaves it alone';
  const running = promotingRuns(pipeline).map(
    (run) =>
      `the pipeline deploys ${run.commit.slice(0, 12)} since ${clock(run.createdAt)}: ${runInWords(run)}; ${then}`,
  );
  const unread =
    pipeline?.state === 'unknown' && github !== undefined
      ? [`what the pipeline does could not be read (${github.page}): ${oneLine(pipeline.why, 200)}`]
      : [];
  return [...running, ...unread];
}

const aboutTarget = ({ release, pin, overridden }: ChosenTarget, from: ReleaseName): string[] => [
  ...(isNewer(release, from)
    ? [`${shortName(release)} is newer than ${shortName(from)}: somebody has left it before`]
    : []),
  ...pin.map(
    ({ container, image, digest }) =>
      `${image} is not surely what ran: ${container} is deployed by digest ${digest.slice(0, 19)} in a copy of the task definition`,
  ),
  ...overridden.map(({ sentence }) => `overridden: ${sentence}`),
];

const isNewer = (one: ReleaseName, other: ReleaseName): boolean =>
  Number(revisionOf(one.taskDefinition).slice(1)) > Number(revisionOf(other.taskDefinition).slice(1));

/** Runbook › Smoke Tests write in production (decision 24). */
function writingSmokeRequests({ smoke }: CatalogueEntry): string[] {
  const writing = smoke.filter(({ writes }) => writes).map(({ name }) => name);
  return writing.length === 0 ? [] : [`smoke tests that write: ${writing.join(', ')}`];
}

/** What is bad already is not mended by an older release. */
function aboutBackingServices({ backingServices: { database, elasticsearch } = {} }: Situation): string[] {
  const trouble = database?.state === 'known' ? troubleOf(database.value) : undefined;
  const cluster = elasticsearch?.state === 'known' ? elasticsearch.value : undefined;
  return [
    ...(trouble === undefined ? [] : [`the database before the rollback: ${oneLine(trouble, 200)}`]),
    ...(cluster === undefined || cluster.status === 'green'
      ? []
      : [`Elasticsearch before the rollback: ${clusterText(cluster)}`]),
  ];
}

const notNamed: Fact<unknown> = { state: 'not connected' };

function unreadSources(situation: Situation): string[] {
  const sources: Readonly<Record<string, Fact<unknown>>> = {
    'what was deployed before': situation.serviceDeployments,
    'the load balancer': situation.targetGroups,
    '/version': situation.versionEndpoint,
    '/health': situation.healthEndpoint,
    'the error rate': situation.errorRate,
    'the database': situation.backingServices?.database ?? notNamed,
    'the backups': situation.backups ?? notNamed,
    Elasticsearch: situation.backingServices?.elasticsearch ?? notNamed,
    'how long a task takes to start': situation.taskStartSeconds,
    ...(situation.canary === undefined ? {} : { 'the canary': situation.canary }),
  };
  return Object.entries(sources).flatMap(([name, fact]) =>
    fact.state === 'unknown' ? [`${name} could not be read: ${oneLine(fact.why, 160)}`] : [],
  );
}
