// So that the next merge or `terraform apply` does not deploy the bug again: what to pin, and where.
import type { GithubEntry } from './catalogue/entry.js';
import type { ReleaseName } from './rollback.js';
import { familyAndRevision, shortName } from './runbook/wording.js';

export interface ToPin {
  readonly service: string;
  readonly environment: string;
  readonly ecsService: string;
  readonly from: ReleaseName;
  readonly to: ReleaseName;
  /** As it was deployed: the target's, or the copy of it that is pinned by digest. */
  readonly taskDefinition: string;
  readonly github?: GithubEntry;
}

/** One place a line. */
export function whatToPin({ service, environment, ecsService, from, to, taskDefinition, github }: ToPin): string[] {
  const code = [to.tag, to.commit].filter((name) => name !== undefined).join(', commit ');
  const pipeline = github === undefined ? 'The pipeline' : `The pipeline (${github.repository}, ${github.deploy.file})`;
  const check = `runback hold ${service} --env ${environment} --check ${from.version ?? from.commit ?? familyAndRevision(from.taskDefinition)}`;
  return [
    `Terraform, CloudFormation, CDK: task_definition of ${ecsService} = ${taskDefinition}; an apply with another one deploys it`,
    ...(code === ''
      ? []
      : [
          `The branch that is deployed: revert to ${code} (${shortName(to)}); a merge on top of ${shortName(from)} ships it again`,
        ]),
    `${pipeline}: ask before it deploys, exit status 3 means no: ${check}`,
    `${shortName(from)} is held until a person lifts it: runback hold ${service} ${familyAndRevision(from.taskDefinition).replace(/^.*:/, ':')} --env ${environment} --lift`,
  ];
}
