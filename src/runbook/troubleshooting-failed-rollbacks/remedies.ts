// What the runbook says to do about each cause (decisions 13 and 23), and who may do it.
import type { CatalogueEntry } from '../../catalogue/entry.js';
import type { Cause, CauseKind } from '../../diagnosis.js';
import { awsCommand } from '../../plan/commands.js';

type Remedy = Pick<Cause, 'remedy' | 'command' | 'heading' | 'carriedOutBy'>;

const healthChecksFail = 'Health Checks Fail After Rollback';

const aws = (entry: CatalogueEntry, ...words: readonly string[]): string => awsCommand(entry, words);

/** Names and times only: the runbook's own command shows values. */
const parametersByPath = (entry: CatalogueEntry): Pick<Cause, 'command'> =>
  entry.parameters === undefined
    ? {}
    : {
        command: aws(
          entry,
          ...['ssm', 'get-parameters-by-path', '--path', entry.parameters.path, '--recursive'],
          ...['--query', 'Parameters[].[Name,LastModifiedDate]'],
        ),
      };

const tailLogs = (entry: CatalogueEntry): Pick<Cause, 'command'> =>
  entry.logs === undefined ? {} : { command: aws(entry, 'logs', 'tail', entry.logs.group, '--since', '30m') };

const byPerson = (remedy: string, command: Pick<Cause, 'command'> = {}, heading = healthChecksFail): Remedy => ({
  remedy,
  ...command,
  heading,
  carriedOutBy: 'a person',
});
const byDecision = (remedy: string, command: Pick<Cause, 'command'> = {}): Remedy => ({
  remedy,
  ...command,
  heading: healthChecksFail,
  carriedOutBy: 'decide',
});

export const remedies: Readonly<Record<CauseKind, (entry: CatalogueEntry) => Remedy>> = {
  'parameter missing': (entry) =>
    byPerson(
      'Check parameter store: put it back, then decide retry. Its history went with it; CloudTrail tells who sent DeleteParameter',
      parametersByPath(entry),
    ),
  'secret not readable': () => byPerson('Allow the task’s execution role to read its secrets, then decide retry'),
  'image missing': () => byDecision('Choose a target whose image exists: decide choose-target'),
  'database schema': () => ({
    remedy:
      'Compare the schema with what the target needs. If it has to go back too: decide undo, then start with the database, which has its own gates',
    heading: healthChecksFail,
    carriedOutBy: 'its own gates',
  }),
  linker: () => byDecision('Choose a target whose image works, or build it again: decide choose-target'),
  import: () => byDecision('Choose a target whose image works, or build it again: decide choose-target'),
  'setting missing': (entry) =>
    byPerson('Check parameter store and the target’s task definition, then decide retry', parametersByPath(entry)),
  'out of memory': () => byDecision('Give the task more memory in a new revision, or decide choose-target'),
  'no capacity': (entry) =>
    byPerson(
      'Check ECS service capacity and quotas, then decide retry',
      { command: aws(entry, 'ecs', 'describe-clusters', '--clusters', entry.ecs.cluster) },
      'Rollback Script Fails',
    ),
  'log group missing': () =>
    byPerson('Create the log group that the target’s task definition names, then decide retry'),
  'start refused': () => byPerson('Mend what ECS names, then decide retry'),
  dependency: () =>
    byDecision('Ask whoever runs it; once it works, decide retry: it is verified again and nothing is changed'),
  'already bad before': () =>
    byDecision('Look for a cause older than the release we left; then decide retry or choose-target'),
  exits: (entry) => byPerson('Check task logs', tailLogs(entry)),
  'health check': (entry) => byPerson('Check task logs', tailLogs(entry)),
  'parameter changed': (entry) =>
    byPerson('Check parameter store: compare what was changed with what the target expects', parametersByPath(entry)),
  errors: (entry) => byPerson('Check task logs', tailLogs(entry)),
};
