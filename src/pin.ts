// So that the next merge or `terraform apply` does not deploy the bug again: what to pin, and where.
import type { GithubEntry } from './catalogue/entry.js';
import type { ReleaseName } from './rollback.js';
import { familyAndRevision, revisionOf, shortName } from './runbook/wording.js';

export interface ToPin {
  readonly service: string;
  readonly environment: string;
  readonly ecsService: string;
  readonly from: ReleaseName;
  readonly to: ReleaseName;
  /** As it was deployed: the target's, or the copy of it that is pinned by digest. */
  readonly taskDefinition: string;
  readonly github?: GithubEntry;
  /** The mark on the release that was left could not be set. */
  readonly notHeld?: boolean;
}

/** One place a line. */
export function whatToPin(toPin: ToPin): string[] {
  const { service, environment, ecsService, from, to, taskDefinition, github } = toPin;
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
    whetherHeld(toPin),
  ];
}

function whetherHeld({ service, environment, from, notHeld = false }: ToPin): string {
  const hold = `runback hold ${service} ${revisionOf(from.taskDefinition)} --env ${environment}`;
  return notHeld
    ? `${shortName(from)} is NOT held, its mark could not be set: ${hold} --reason 'rolled back'`
    : `${shortName(from)} is held until a person lifts it: ${hold} --lift`;
}
