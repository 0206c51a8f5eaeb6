// EventBridge's "ECS Deployment State Change": a deployment that begins is guarded.
import { z } from 'zod';
import type { Services } from '../../client/services.js';
import { deploymentPattern } from '../../guard/guard-request.js';
import { severityOf } from '../../runbook/severity.js';
import type { Event } from './eventbridge.js';
import { alertOf, type IncomingAlert } from './incoming.js';

const detail = z.looseObject({ eventName: z.string(), deploymentId: z.string().regex(deploymentPattern) });

const begins = 'SERVICE_DEPLOYMENT_IN_PROGRESS';
const serviceArn = /^arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:service\/(?:(?<cluster>[^/]+)\/)?(?<service>[^/]+)$/;

/** Undefined for any other event. Ends of deployments are seen by the guard itself, in ECS. */
export function fromDeploymentEvent(event: Event, { entries }: Services): IncomingAlert | undefined {
  const read = detail.safeParse(event.detail);
  if (event.source !== 'aws.ecs' || event['detail-type'] !== 'ECS Deployment State Change' || !read.success)
    return undefined;
  const { cluster, service } = serviceArn.exec(event.resources[0] ?? '')?.groups ?? {};
  const { eventName, deploymentId } = read.data;
  const told = {
    alert: alertOf({ source: 'eventbridge', name: `${event['detail-type']}: ${eventName}`, status: 'firing' }),
    severity: severityOf(undefined),
  };
  const where = { service, environment: undefined };
  if (eventName !== begins)
    return {
      ...told,
      ...where,
      startsNothing: `Of ECS's deployments those that begin are guarded; this is ${eventName}`,
    };
  const deployed = entries().filter(({ ecs }) => ecs.service === service && (cluster ?? ecs.cluster) === ecs.cluster);
  const [entry, ...others] = deployed;
  if (entry === undefined || others.length > 0) {
    const startsNothing = `${deployed.length} services of the catalogue are the ECS service ${service ?? '?'} in cluster ${cluster ?? '?'}; a canary's deployments are not guarded`;
    return { ...told, ...where, startsNothing };
  }
  return { ...told, service: entry.service, environment: entry.environment, deployment: deploymentId };
}
