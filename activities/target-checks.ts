// Runbook › Post-Rollback Verification, its first three headings: what serves, whether it is healthy, whether it works.
import { weightsBeside, weightsCheck } from '../src/canary-checks.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import type { ReleaseName } from '../src/rollback.js';
import { judgeBackingServices } from '../src/runbook/health-checks.js';
import { compareVersion } from '../src/runbook/post-rollback-verification.js';
import type { SeenService } from '../src/situation.js';
import type { Check } from '../src/verification.js';
import type { Activities } from './activities.js';
import { withinAttempt } from './attempt.js';
import type { AwsAccess, AwsClients } from './aws-clients.js';
import { askBackingServices } from './backing-services.js';
import { readCanary } from './canary-look.js';
import { type Comparison, compareFields } from './compared-fields.js';
import { shortArn } from './ecs-releases.js';
import { describeService, seenService } from './ecs-service.js';
import { readHealth, readVersion } from './http-probes.js';
import { countTasks } from './rollout.js';
import { checkSmokes } from './smoke-checks.js';

type Question = Parameters<Activities['checkTargetServes']>[0];

export const checkTargetServes =
  ({ aws }: { readonly aws: AwsAccess }) =>
  async ({ entry, run, target, taskDefinition, before, left, writing }: Question): Promise<readonly Check[]> => {
    const signal = withinAttempt();
    const asking = { withinMs: entry.timings.httpTimeout, signal, times: 3 };
    const [service, version, health, standsOn, weights, ...smoke] = await Promise.all([
      describeService(aws.of(entry).ecs, entry, signal),
      checkVersion(entry, target.release, signal),
      checkHealth(entry, signal),
      askBackingServices(entry, asking),
      left === undefined ? [] : checkWeights(aws.of(entry), entry, left, signal),
      ...checkSmokes(entry.smoke, { runKey: run.runKey, writing, signal }),
    ]);
    const tasks = checkTasks(seenService(service), taskDefinition);
    return [tasks, ...weights, version, health, ...judgeBackingServices(standsOn, before), ...smoke];
  };

/** Counts by revision: the desired count, nothing else, and no deployment of something else under way. */
function checkTasks(service: SeenService, taskDefinition: string): Check {
  const { onTarget, others, desired } = countTasks(service, taskDefinition);
  const name = 'Tasks by revision';
  const evidence = `${onTarget} of ${desired} tasks run ${shortArn(taskDefinition)}, ${others} another`;
  if (desired === 0) return { name, verdict: 'could not measure', evidence: 'the desired count is 0: no task serves' };
  if (service.taskDefinition !== taskDefinition) {
    return { name, verdict: 'failed', evidence: `${evidence}; ${shortArn(service.taskDefinition)} is being deployed` };
  }
  return { name, verdict: others === 0 && onTarget >= desired ? 'passed' : 'failed', evidence };
}

/** A canary beside the service may still run what was left, at a share that few connections meet. */
async function checkWeights(
  clients: AwsClients,
  entry: CatalogueEntry,
  left: ReleaseName,
  signal: AbortSignal,
): Promise<Check[]> {
  try {
    return [weightsBeside(await readCanary(clients, entry, signal), left)];
  } catch (error) {
    return [{ name: weightsCheck, verdict: 'could not measure', evidence: messageOf(error) }];
  }
}

/** On connections of their own: one kept alive would ask the same task again and again. */
async function checkVersion(entry: CatalogueEntry, expected: ReleaseName, signal: AbortSignal): Promise<Check> {
  const fields = Object.keys(entry.versionProbe.fields);
  const answers = await Promise.all(
    Array.from({ length: entry.freshConnections }, () =>
      readVersion(entry, { signal, freshConnection: true }).then(
        (seen): Comparison => compareVersion(expected, seen, fields),
        (error: unknown): Comparison => ({ verdict: 'could not measure', evidence: messageOf(error) }),
      ),
    ),
  );
  return { name: 'Version', ...overall(answers) };
}

/** One wrong answer fails it; one that is missing cannot be made up for by the others. */
export function overall(answers: readonly Comparison[]): Comparison {
  const passed = answers.filter(({ verdict }) => verdict === 'passed');
  const wrong = answers.find(({ verdict }) => verdict === 'failed');
  const missing = answers.find(({ verdict }) => verdict !== 'failed' && verdict !== 'passed');
  const share = `${passed.length} of ${answers.length} connections`;
  if (wrong !== undefined) return { verdict: 'failed', evidence: `${share} as expected; ${wrong.evidence}` };
  if (missing !== undefined || passed[0] === undefined) {
    return { verdict: 'could not measure', evidence: `${share} as expected; ${missing?.evidence ?? 'none was asked'}` };
  }
  return { verdict: 'passed', evidence: `${share}: ${passed[0].evidence}` };
}

async function checkHealth(entry: CatalogueEntry, signal: AbortSignal): Promise<Check> {
  const { expect } = entry.healthProbe;
  const compared = await readHealth(entry, { signal, freshConnection: true }).then(
    (seen) => compareFields(expect, (name) => seen[name]),
    (error: unknown): Comparison => ({ verdict: 'could not measure', evidence: messageOf(error) }),
  );
  return { name: 'Health', ...compared };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 300);
