// A service of the scenario blue-green as the unmodified SDK sees it: its deployments, its rule, and who answers.
import {
  ContinueServiceDeploymentCommand,
  type DeploymentConfiguration,
  DescribeServiceDeploymentsCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  type ServiceDeployment,
  StopServiceDeploymentCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';

import { awsSettingsOf, type CheckedSandbox, until } from '../../../support/a-sandbox.js';
import { present, serviceSeenBy } from '../../../support/ecs-service.js';

const cluster = 'applylens-prod';

export async function aShiftingService(sandbox: CheckedSandbox, client: ECSClient, name: string) {
  const { url } = await sandbox.addService(name);
  const elb = new ElasticLoadBalancingV2Client(awsSettingsOf(sandbox));
  const seen = serviceSeenBy(client, name);
  const newest = async (): Promise<ServiceDeployment> => {
    const { serviceDeployments } = await client.send(new ListServiceDeploymentsCommand({ cluster, service: name }));
    const serviceDeploymentArns = [present(serviceDeployments?.[0]?.serviceDeploymentArn)];
    const described = await client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns }));
    return present(described.serviceDeployments?.[0]);
  };
  const own = sandbox.aws.loadBalancing.loadBalancers;
  const balancer = present([...own.values()].find((each) => each.name === name));
  /** Weights of the target group and of the alternate one. */
  const weights = async (): Promise<(number | undefined)[]> => {
    const { Rules } = await elb.send(new DescribeRulesCommand({ ListenerArn: balancer.listenerArn }));
    const [action] = Rules?.find(({ IsDefault }) => IsDefault)?.Actions ?? [];
    return (action?.ForwardConfig?.TargetGroups ?? []).map(({ Weight }) => Weight);
  };
  // Waits look at the record itself, because the request quotas are real.
  const record = () => sandbox.aws.ecs.clusters.get(cluster)?.services.get(name)?.serviceDeployments.at(-1);
  const known = async (fact: (seen: NonNullable<ReturnType<typeof record>>) => boolean): Promise<ServiceDeployment> => {
    await until(record, (now) => now !== undefined && fact(now), { within: 50_000 });
    return newest();
  };
  return {
    ...seen,
    name,
    newest,
    weights,
    configure: (deploymentConfiguration: DeploymentConfiguration) => seen.update({ deploymentConfiguration }),
    deploy: () => sandbox.deploy(name),
    stage: (wanted: string) => known(({ lifecycle }) => lifecycle?.stage === wanted),
    paused: () =>
      known(({ lifecycle }) => lifecycle?.hooks.some(({ status }) => status === 'AWAITING_ACTION') ?? false),
    ended: () => known(({ status }) => /SUCCESSFUL|FAILED|STOPPED/.test(status)),
    /** The weights reach these. */
    weighted: (wanted: readonly number[], within = 50_000) =>
      until(
        () => balancer.rules.find(({ priority }) => priority === 'default')?.forwardTo.map(({ weight }) => weight),
        (now) => JSON.stringify(now) === JSON.stringify(wanted),
        { within },
      ),
    stop: async () =>
      client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: (await newest()).serviceDeploymentArn })),
    proceed: async (action: 'CONTINUE' | 'ROLLBACK', hookId?: string) => {
      const { serviceDeploymentArn, lifecycleHookDetails } = await newest();
      const hook = hookId ?? lifecycleHookDetails?.[0]?.hookId;
      return client.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId: hook, action }));
    },
    /** What somebody does who does not know that the rule is ECS's. */
    edit: (weightsWanted: readonly number[]) => {
      const groups = balancer.rules.find(({ priority }) => priority === 'default')?.forwardTo ?? [];
      const TargetGroups = groups.map(({ targetGroupArn }, index) => ({
        TargetGroupArn: targetGroupArn,
        Weight: weightsWanted[index] ?? 0,
      }));
      const DefaultActions = [{ Type: 'forward' as const, ForwardConfig: { TargetGroups } }];
      return elb.send(new ModifyListenerCommand({ ListenerArn: balancer.listenerArn, DefaultActions }));
    },
    version: async (): Promise<unknown> => {
      const answer = await fetch(`${url}/version`, { headers: { connection: 'close' } });
      return answer.ok ? ((await answer.json()) as { version: string }).version : answer.status;
    },
  };
}
