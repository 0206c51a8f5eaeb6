import type { RunningTask } from '../../world.js';
import type { ContainerDefinition, Service, Task, TaskDefinition } from './records.js';
import type { TaskLifeNeeds } from './task-life.js';
import { openLogs } from './task-logs.js';
import { fetchSecrets } from './task-secrets.js';
import { stoppedReasons } from './wording.js';

type Started = { readonly running: RunningTask } | { readonly failed: string };

/** Fetches the secrets, pulls the image and starts the container that the load balancer forwards to (else the first one). */
export async function startContainer(needs: TaskLifeNeeds, service: Service, task: Task): Promise<Started> {
  const { registry, runtime, time } = needs;
  const container = servingContainer(service, needs.definitionOf(task.deployment.taskDefinition));
  const recorded = task.deployment.revision.containerImages.find(
    ({ containerName }) => containerName === container.name,
  );
  const secrets = fetchSecrets(container, needs.parameters);
  if ('failed' in secrets) return secrets;
  const imageDigest = pulledDigest(container.image, recorded?.imageDigest, registry);
  if (imageDigest === undefined) return { failed: stoppedReasons.imageNotFound(container.image) };
  task.imageDigest = imageDigest;
  task.pullStoppedAt = time.now();
  const logs = openLogs(container, task.id, needs.logs);
  if ('failed' in logs) return logs;
  try {
    const running = await runtime.start({
      taskArn: task.arn,
      taskId: task.id,
      serviceName: service.name,
      image: container.image,
      imageDigest,
      environment: { ...environmentOf(service, container), ...secrets.environment },
      print: logs.print,
      ...commandOf(service, container),
    });
    return { running };
  } catch (reason) {
    return { failed: reason instanceof Error ? reason.message : String(reason) };
  }
}

function environmentOf({ standaloneRun }: Service, { name, environment }: ContainerDefinition): Record<string, string> {
  const overridden = standaloneRun?.containerOverrides.find((one) => one.name === name)?.environment ?? [];
  return Object.fromEntries([...environment, ...overridden].map((one) => [one.name, one.value]));
}

function commandOf(
  { standaloneRun }: Service,
  { name }: ContainerDefinition,
): { readonly command?: readonly string[] } {
  const command = standaloneRun?.containerOverrides.find((one) => one.name === name)?.command;
  return command === undefined ? {} : { command };
}

/** The one container that runs: sidecars are described, not run. */
export function servingContainer(service: Service, definition: TaskDefinition): ContainerDefinition {
  const named = service.loadBalancers[0]?.containerName;
  const container = definition.containers.find(({ name }) => name === named) ?? definition.containers[0];
  if (container === undefined) throw new Error(`${definition.arn} has no container`);
  return container;
}

// A deployment keeps the digest that it began with, even when the tag has moved since (software version consistency, DG).
function pulledDigest(
  image: string,
  recorded: string | undefined,
  registry: TaskLifeNeeds['registry'],
): string | undefined {
  if (recorded === undefined) return registry.resolve(image);
  const pinned = `${image.split('@')[0]?.replace(/:[^/:]+$/, '') ?? image}@${recorded}`;
  return registry.resolve(pinned);
}
