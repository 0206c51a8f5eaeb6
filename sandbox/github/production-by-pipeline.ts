// What a pipeline sees of production, and how it changes it: by requests to AWS, as everybody does.
import { primaryOf } from '../aws/ecs/counts.js';
import { findService } from '../aws/ecs/lookup.js';
import type { TaskDefinition } from '../aws/ecs/records.js';
import type { SimulatedAws } from '../aws/simulated-aws.js';

export interface ProductionByPipeline {
  /** ARN of the task definition of the PRIMARY deployment, and how far that is. */
  primary(service: string): { readonly taskDefinition: string; readonly rolloutState: string };
  /** The newest active task definition that runs the commit. */
  runningCommit(service: string, commit: string): string | undefined;
  /** What was deployed successfully last before what is PRIMARY now. */
  before(service: string): string | undefined;
  /** @throws Error with what AWS answered */
  update(service: string, taskDefinition: string): Promise<void>;
}

export function productionByPipeline({ ecs, url }: SimulatedAws, cluster: string): ProductionByPipeline {
  const primary = (service: string) => {
    const { taskDefinition, rolloutState } = primaryOf(findService(ecs, cluster, service));
    return { taskDefinition, rolloutState };
  };
  return {
    primary,
    runningCommit: (service, commit) =>
      ecs.taskDefinitions.get(service)?.findLast((each) => each.status === 'ACTIVE' && runs(each, commit))?.arn,
    before: (service) => {
      const current = primary(service).taskDefinition;
      const good = findService(ecs, cluster, service).serviceDeployments.filter(
        ({ status }) => status === 'SUCCESSFUL',
      );
      return good.findLast(({ target }) => target.taskDefinition !== current)?.target.taskDefinition;
    },
    update: (service, taskDefinition) => updateService(url, { cluster, service, taskDefinition }),
  };
}

function runs({ containers }: TaskDefinition, commit: string): boolean {
  const variables = containers.flatMap(({ environment }) => (environment ?? []) as { name: string; value: string }[]);
  const named = variables.find(({ name }) => name === 'APP_COMMIT')?.value ?? '';
  return named !== '' && (commit.startsWith(named) || named.startsWith(commit));
}

async function updateService(url: string, input: object): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonEC2ContainerServiceV20141113.UpdateService',
      authorization:
        'AWS4-HMAC-SHA256 Credential=GITHUBACTIONS/20251017/us-east-1/ecs/aws4_request, SignedHeaders=host',
    },
    body: JSON.stringify(input),
  });
  if (!answer.ok) throw new Error(`UpdateService was answered ${answer.status}: ${await answer.text()}`);
}
