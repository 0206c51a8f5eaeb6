// What Runback would change, as commands for a person with the aws-cli: the same calls with the same values.
import type { CatalogueEntry } from '../catalogue/entry.js';
import type { ChosenTarget } from '../plan-shape.js';
import { familyAndRevision } from '../runbook/wording.js';
import type { DeploymentSettings, SeenService, SeenServiceDeployment } from '../situation.js';

/** A word as the shell takes it literally. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** `words`: AWS's service, operation and options. */
export const awsCommand = (
  { aws: { region, endpoint } }: Pick<CatalogueEntry, 'aws'>,
  words: readonly string[],
): string => {
  const where = ['--region', region, ...(endpoint === undefined ? [] : ['--endpoint-url', endpoint])];
  return ['aws', ...words, ...where].map(shellWord).join(' ');
};

const aws = (entry: CatalogueEntry, words: readonly string[]): string => awsCommand(entry, ['ecs', ...words]);

const deploymentsAndTasks =
  'services[0].deployments[].[id,status,rolloutState,taskDefinition,runningCount,desiredCount]';

/** Shows what serves: Runbook › Method 3, step 6. */
export const describeServiceCommand = (entry: CatalogueEntry): string =>
  aws(entry, [
    ...['describe-services', '--cluster', entry.ecs.cluster, '--services', entry.ecs.service],
    ...['--query', deploymentsAndTasks],
  ]);

/** Runbook › Rollback Partially Complete, with the explicit target (decision 7). */
export const forceDeployCommand = (entry: CatalogueEntry, taskDefinition: string): string =>
  aws(entry, [
    ...['update-service', '--cluster', entry.ecs.cluster, '--service', entry.ecs.service],
    ...['--task-definition', taskDefinition, '--force-new-deployment'],
  ]);

/** Runbook › Method 3, step 5, with breaker and alarms off for our own deployment and put back afterwards (decision 31). */
export function ecsTaskCommands(entry: CatalogueEntry, service: SeenService, target: ChosenTarget): string[] {
  const { settings } = service;
  const ofService = ['--cluster', entry.ecs.cluster, '--service', entry.ecs.service];
  const off = withoutReverting(settings);
  const configured = (to: DeploymentSettings) => ['--deployment-configuration', configurationJson(to)];
  const differs = configurationJson(off) !== configurationJson(settings);
  const deployed = target.pin.length === 0 ? target.release.taskDefinition : pinnedCopy(target);
  return [
    ...pinCommands(entry, target),
    aws(entry, [
      'update-service',
      ...ofService,
      '--task-definition',
      familyAndRevision(deployed),
      ...(differs ? configured(off) : []),
    ]),
    describeServiceCommand(entry),
    ...(differs ? [aws(entry, ['update-service', ...ofService, ...configured(settings)])] : []),
  ];
}

/** Runbook › Method 1: ECS goes back to the source of the deployment; without one named it is doing so already. */
export const takeBackCommands = (
  entry: CatalogueEntry,
  deployment?: Pick<SeenServiceDeployment, 'arn' | 'pausedAtHook'>,
): string[] => [
  ...(deployment === undefined ? [] : [aws(entry, takeBackWords(deployment))]),
  describeServiceCommand(entry),
];

const takeBackWords = ({ arn, pausedAtHook }: Pick<SeenServiceDeployment, 'arn' | 'pausedAtHook'>): string[] =>
  pausedAtHook === undefined
    ? ['stop-service-deployment', '--service-deployment-arn', arn, '--stop-type', 'ROLLBACK']
    : [
        'continue-service-deployment',
        '--service-deployment-arn',
        arn,
        '--hook-id',
        pausedAtHook,
        '--action',
        'ROLLBACK',
      ];

const withoutReverting = (settings: DeploymentSettings): DeploymentSettings => ({
  ...settings,
  circuitBreaker: { ...settings.circuitBreaker, rollback: false },
  ...(settings.alarms === undefined ? {} : { alarms: { ...settings.alarms, enable: false, rollback: false } }),
});

function configurationJson({
  circuitBreaker,
  alarms,
  minimumHealthyPercent,
  maximumPercent,
  strategy,
  shift,
}: DeploymentSettings): string {
  const { names = [], ...switches } = alarms ?? {};
  const { pausesAt: _, ...shifting } = shift ?? { pausesAt: [] };
  return JSON.stringify({
    deploymentCircuitBreaker: circuitBreaker,
    minimumHealthyPercent,
    maximumPercent,
    ...(shift === undefined ? {} : { strategy, ...shifting }),
    ...(names.length === 0 ? {} : { alarms: { alarmNames: names, ...switches } }),
  });
}

const pinnedFile = 'pinned-task-definition.json';

/** The copy's revision is known once it is registered: the family alone means its newest ACTIVE revision. */
const pinnedCopy = ({ release }: ChosenTarget): string =>
  familyAndRevision(release.taskDefinition).replace(/:\d+$/, '');

/** A copy whose moved tags are replaced by the digests that ran (decision 34). */
function pinCommands(entry: CatalogueEntry, { release, pin }: ChosenTarget): string[] {
  if (pin.length === 0) return [];
  const images = pin.map(
    ({ container, image, digest }) =>
      `(.containerDefinitions[]|select(.name==${JSON.stringify(container)}).image)=${JSON.stringify(`${withoutTag(image)}@${digest}`)}`,
  );
  const filter = [...images, `del(${onlyAnswered.join(',')})`].join('|');
  const describe = ['describe-task-definition', '--task-definition', familyAndRevision(release.taskDefinition)];
  return [
    `${aws(entry, [...describe, '--query', 'taskDefinition'])} | jq ${shellWord(filter)} > ${pinnedFile}`,
    aws(entry, ['register-task-definition', '--cli-input-json', `file://${pinnedFile}`]),
  ];
}

const withoutTag = (image: string): string => image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');

/** Answered by DescribeTaskDefinition, not taken by RegisterTaskDefinition. */
const onlyAnswered = [
  '.taskDefinitionArn',
  '.revision',
  '.status',
  '.requiresAttributes',
  '.compatibilities',
  '.registeredAt',
  '.registeredBy',
];
