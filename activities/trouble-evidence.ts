// Why a rollback did not help, as far as production tells: every source at once, and one that fails is unknown (design §8).
import type { Service } from '@aws-sdk/client-ecs';
import { masked } from '../src/masked.js';
import type { Fact } from '../src/rollback.js';
import { oneLine } from '../src/runbook/wording.js';
import type { ServiceEvent, TroubleEvidence } from '../src/trouble-evidence.js';
import type { Activities } from './activities.js';
import { attemptLastsMs, withinAttempt } from './attempt.js';
import type { AwsAccess, AwsClients } from './aws-clients.js';
import { readLoggedErrors } from './cloudwatch-logs.js';
import { describeTaskDefinition } from './ecs-releases.js';
import { describeService, isoOf } from './ecs-service.js';
import { readAllTasks, stoppedTasks } from './ecs-stopped-tasks.js';
import { factOf } from './fact.js';
import { askOverHttp } from './http-request.js';
import { quotaCodesOf, readQuotas } from './service-quotas.js';
import { readParameters } from './ssm-parameters.js';

type Question = Parameters<Activities['gatherEvidence']>[0];

const mostEvents = 20;
// What was read has to be handed over.
const readsFor = attemptLastsMs - 1_500;

export const gatherEvidence =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async (question: Question): Promise<TroubleEvidence> => {
    const { entry, taskDefinition, since } = question;
    const clients = aws.of(entry);
    const signal = withinAttempt(readsFor);
    const tasks = factOf(() => readAllTasks(clients.ecs, entry, signal));
    const service = describeService(clients.ecs, entry, signal);
    const [all, serviceEvents, quotas, logs, parameters, health] = await Promise.all([
      tasks,
      factOf(async () => eventsSince(await service, since)),
      quotasFact(clients, service, taskDefinition, signal),
      logsFact(clients, question, tasks, signal),
      parametersFact(clients, question, signal),
      healthFact(question, signal),
    ]);
    return {
      at: new Date().toISOString(),
      stoppedTasks:
        all.state === 'known' ? { state: 'known', value: stoppedTasks(all.value, taskDefinition, since) } : all,
      serviceEvents,
      logs,
      parameters,
      health,
      ...(quotas.state === 'not connected' ? {} : { quotas }),
    };
  };

type Tasks = Awaited<ReturnType<typeof readAllTasks>>;

async function logsFact(
  clients: AwsClients,
  { entry: { logs }, taskDefinition, since }: Question,
  tasks: Promise<Fact<Tasks>>,
  signal: AbortSignal,
): Promise<TroubleEvidence['logs']> {
  if (logs === undefined) return { state: 'not connected' };
  return factOf(async () => {
    const all = await tasks;
    const ofTarget =
      all.state === 'known' ? all.value.filter((task) => task.taskDefinitionArn === taskDefinition) : undefined;
    const targetTasks =
      ofTarget && new Set(ofTarget.map(({ taskArn = '' }) => taskArn.slice(taskArn.lastIndexOf('/') + 1)));
    return readLoggedErrors(clients.logs, { group: logs.group, since, targetTasks }, signal);
  });
}

async function quotasFact(
  clients: AwsClients,
  service: Promise<Service>,
  taskDefinition: string,
  signal: AbortSignal,
): Promise<NonNullable<TroubleEvidence['quotas']>> {
  const seen = await factOf(() => service);
  if (seen.state !== 'known') return seen;
  if (quotaCodesOf(seen.value).length === 0) return { state: 'not connected' };
  return factOf(() => readQuotas(clients, seen.value, taskDefinition, signal));
}

async function parametersFact(
  { ecs, ssm }: AwsClients,
  { entry: { parameters }, taskDefinition, lastDeployedAt }: Question,
  signal: AbortSignal,
): Promise<TroubleEvidence['parameters']> {
  if (parameters === undefined) return { state: 'not connected' };
  return factOf(async () => {
    const { definition } = await describeTaskDefinition(ecs, taskDefinition, signal);
    return readParameters(ssm, { path: parameters.path, definition, lastDeployedAt }, signal);
  });
}

/** While another release answers too, /health says nothing of the target. */
async function healthFact({ entry, servesAlone }: Question, signal: AbortSignal): Promise<TroubleEvidence['health']> {
  if (!servesAlone) return { state: 'unknown', why: 'not only the target answers' };
  return factOf(async () => {
    const { url } = entry.healthProbe;
    const { status, body } = await askOverHttp({
      url,
      withinMs: entry.timings.httpTimeout,
      signal,
      freshConnection: true,
    });
    return `${status} ${oneLine(masked(body.slice(0, 2_000)), 400)}`;
  });
}

/** Newest first; steady states and the like are no evidence. */
const eventsSince = ({ events = [] }: Service, since: string): ServiceEvent[] =>
  events
    .map(({ createdAt, message = '' }) => ({ at: isoOf(createdAt), message: oneLine(masked(message), 400) }))
    .filter(({ at, message }) => at >= since && isTrouble.test(message))
    .slice(0, mostEvents);

const isTrouble = /unable|unhealthy|failed|unhealthy status|throttled|not healthy|exceeded|rolling back/;
