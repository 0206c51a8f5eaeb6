// What a person's own script would do: the same chained calls with the SDK, without Runback. Nothing is deployed by it.
import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListTaskDefinitionsCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** Milliseconds from the first read to the answered UpdateService, which sets what is set already. */
export async function bareScript(ecs: ECSClient, cluster: string, service: string): Promise<number> {
  const begun = performance.now();
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service], include: ['TAGS'] }));
  const { serviceDeployments = [] } = await ecs.send(new ListServiceDeploymentsCommand({ cluster, service }));
  const arns = serviceDeployments.flatMap(({ serviceDeploymentArn }) => serviceDeploymentArn ?? []);
  const described = await ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: arns }));
  const revisions =
    described.serviceDeployments?.flatMap(({ targetServiceRevision }) => targetServiceRevision?.arn ?? []) ?? [];
  await ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: revisions }));
  const { taskDefinitionArns = [] } = await ecs.send(
    new ListTaskDefinitionsCommand({ familyPrefix: service, sort: 'DESC' }),
  );
  await Promise.all(
    taskDefinitionArns.map((taskDefinition) =>
      ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] })),
    ),
  );
  const deploymentConfiguration = services?.[0]?.deploymentConfiguration;
  await ecs.send(
    new UpdateServiceCommand({ cluster, service, ...(deploymentConfiguration ? { deploymentConfiguration } : {}) }),
  );
  return performance.now() - begun;
}

export const scriptClient = (endpoint: string): ECSClient =>
  new ECSClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'SCRIPT', secretAccessKey: 'script' } });
