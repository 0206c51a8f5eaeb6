// What serves in a scripted world: four tasks of one release, and the checks that say so.
import type { ServingCount } from '../../src/rollback.js';
import type { SeenService } from '../../src/situation.js';
import type { Check } from '../../src/verification.js';
import { arn } from './a-situation.js';

const versions: Readonly<Record<string, string>> = { [arn(121)]: '1.2.2', [arn(122)]: '1.2.1', [arn(124)]: '1.2.3' };
export const versionOf = (taskDefinition = arn(121)): string =>
  versions[taskDefinition] ?? taskDefinition.replace(/^.*\//, '');

/** Four tasks of one release. */
export const servedBy = (taskDefinition = arn(121)): readonly ServingCount[] => [
  { release: versionOf(taskDefinition), taskDefinition, tasks: 4, healthyTargets: 4 },
];

export const running = (taskDefinition: string, service: SeenService): SeenService => ({
  ...service,
  taskDefinition,
  deployments: service.deployments.map((each) => ({ ...each, taskDefinition })),
});

/** As it is measured where every task runs the target and answers so. */
export const allServe = (taskDefinition = arn(121)): Check[] => [
  {
    name: 'Tasks by revision',
    verdict: 'passed',
    evidence: `4 of 4 tasks run ${taskDefinition.replace(/^.*\//, '')}, 0 another`,
  },
  { name: 'Version', verdict: 'passed', evidence: `20 of 20 connections v${versionOf(taskDefinition)}` },
];
