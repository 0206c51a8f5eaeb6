// Runbook › Rollback Script Fails, asked beforehand: credentials, host, folder, program, git tag and capacity, side by side.
import { DescribeClustersCommand } from '@aws-sdk/client-ecs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { Context } from '@temporalio/activity';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { type ClusterFacts, judgeCapacity } from '../src/release-script/capacity.js';
import { judgeHost, judgeUnreached, type Readiness, type ScriptQuestion } from '../src/release-script/preconditions.js';
import type { ReleaseName } from '../src/rollback.js';
import type { Activities } from './activities.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess, AwsClients } from './aws-clients.js';
import { askAws } from './aws-errors.js';
import { describeService, optional, seenService } from './ecs-service.js';
import { factOf, knownOr } from './fact.js';
import { probeScriptHost } from './script-probe.js';
import { readQuotas } from './service-quotas.js';

const answersWithinMs = 40_000;
const beatEvery = 3_000;
/** What only adds a reason keeps nobody waiting. */
const quotasWithinMs = 4_000;

/** Fails where AWS refuses the worker itself: that is no matter of the script, and every other method shares it. */
export const checkReleaseScript =
  ({ aws }: { readonly aws: AwsAccess }): Activities['checkReleaseScript'] =>
  async ({ entry, argv, release }) => {
    const { script, git } = entry;
    if (script === undefined) return { ready: false, why: 'no release script is in the catalogue' };
    const beating = setInterval(() => Context.current().heartbeat(), beatEvery);
    try {
      const question = { script, argv, release, ...(git === undefined ? {} : { git }) };
      const [capacity, host] = await Promise.all([checkAws(aws.of(entry), entry, release), checkHost(question)]);
      return capacity ?? host;
    } finally {
      clearInterval(beating);
    }
  };

async function checkAws(
  clients: AwsClients,
  entry: CatalogueEntry,
  release: ReleaseName,
): Promise<Readiness | undefined> {
  const signal = withinAttempt();
  const service = describeService(clients.ecs, entry, signal);
  const [seen, cluster, quotas] = await Promise.all([
    service,
    factOf(() => readCluster(clients, entry.ecs.cluster, signal)),
    factOf(async () => readQuotas(clients, await service, release.taskDefinition, withinAttempt(quotasWithinMs))),
    askAws('GetCallerIdentity', () => clients.sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal })),
  ]);
  return judgeCapacity(entry, seenService(seen), {
    ...optional('cluster', knownOr(cluster, undefined)),
    quotas: knownOr(quotas, []),
  });
}

async function readCluster({ ecs }: AwsClients, name: string, signal: AbortSignal): Promise<ClusterFacts> {
  const { clusters = [] } = await askAws(`DescribeClusters of ${name}`, () =>
    ecs.send(new DescribeClustersCommand({ clusters: [name] }), { abortSignal: signal }),
  );
  const [cluster] = clusters;
  return { status: cluster?.status ?? 'not there', pendingTasks: cluster?.pendingTasksCount ?? 0 };
}

async function checkHost(question: ScriptQuestion): Promise<Readiness> {
  const seen = await probeScriptHost(question, withinAttempt(answersWithinMs));
  return 'unreached' in seen ? judgeUnreached(question.script, seen.unreached) : judgeHost(question, seen);
}
