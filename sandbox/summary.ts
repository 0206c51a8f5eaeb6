import { runningAndPending, shownDeployments, tasksOf } from './aws/ecs/counts.js';
import { lastPart } from './aws/ecs/lookup.js';
import type { Service } from './aws/ecs/records.js';
import type { SimulatedAws } from './aws/simulated-aws.js';

/** The state of production in a few lines: services with their deployments, faults that are still to come. */
export function summaryOf({ ecs, faults, calls }: SimulatedAws): object {
  const services = [...ecs.clusters.values()].flatMap((cluster) => [...cluster.services.values()]);
  return {
    services: services.map(summaryOfService),
    faults: faults.pending().length,
    calls: calls.list().length,
    updateServiceApplied: calls.list('ecs:UpdateService').filter(({ applied }) => applied).length,
  };
}

function summaryOfService(service: Service): object {
  return {
    name: service.name,
    cluster: service.cluster.name,
    desired: service.desiredCount,
    steady: service.steady,
    deployments: shownDeployments(service).map((deployment) => ({
      id: deployment.id,
      status: deployment.status,
      taskDefinition: lastPart(deployment.taskDefinition),
      rolloutState: deployment.rolloutState,
      ...runningAndPending(tasksOf(service, deployment)),
    })),
    lastEvent: service.events[0]?.message,
  };
}
