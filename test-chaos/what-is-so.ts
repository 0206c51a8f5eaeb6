// What must be so of a rollback however it ended: nothing was done twice, and the report says what is in which state.
import { DescribeServicesCommand, ECSClient, type Service } from '@aws-sdk/client-ecs';
import { expect } from 'vitest';
import type { RecordedCall } from '../sandbox/aws/calls.js';
import { until } from '../sandbox/processes/until.js';
import type { Report } from '../src/report.js';
import type { TestStage } from '../test/support/a-stage.js';
import type { Settled } from './settled.js';

/** On a machine that is busy tasks take their time to start. */
const wholeWithinMs = 120_000;
const unchanged = ['FAILED_SAFE', 'NOT_NEEDED', 'PLANNED'];

/** What was so of production before the rollback was asked for. */
export interface Before {
  /** Deployments that ECS had begun. */
  readonly deployments: number;
  /** Changes of the service's release. */
  readonly changes: number;
  /** Breaker and alarms. */
  readonly reverting: object;
}

export async function before(stage: TestStage, service: string): Promise<Before> {
  await until(`${service} did not run whole`, wholeWithinMs, async () => {
    const { runningCount = 0, desiredCount = 0 } = await describe(stage, service);
    return runningCount > 0 && runningCount >= desiredCount ? true : undefined;
  });
  return {
    deployments: await stage.deployments(service),
    changes: (await stage.changes(service)).length,
    reverting: await revertingOf(stage, service),
  };
}

/** `different`: how many changes that are not the same one it may have made. */
export async function expectItIsSo(
  stage: TestStage,
  service: string,
  { report, waited, before: was }: Settled & { readonly before: Before },
  different = 1,
): Promise<void> {
  const [all, takenBack, deployments] = await Promise.all([
    stage.changes(service),
    appliedTo(stage, 'ecs:StopServiceDeployment', service),
    stage.deployments(service),
  ]);
  const changes = all.slice(was.changes);
  // A change that arrives late, after it was sent again, names the same release and begins nothing.
  const kinds = new Set(changes.map(({ input }) => JSON.stringify(input))).size;
  expect(kinds, 'different changes').toBeLessThanOrEqual(different);
  expect(takenBack.length, 'StopServiceDeployments').toBeLessThanOrEqual(1);
  expect(deployments, 'deployments begun').toBe(was.deployments + kinds);
  expect(report.outcome).toBeTruthy();
  expect(report.headline.length).toBeGreaterThan(0);
  const changed = changes.length + takenBack.length > 0;
  if (changed) expect(unchanged, `${report.outcome} although production was changed`).not.toContain(report.outcome);
  if (report.change === 'none') expect(changed, 'said to be unchanged').toBe(false);
  if (report.settingsChanged.every(({ putBackAt, stays }) => putBackAt !== undefined || stays === true)) {
    expect(await revertingOf(stage, service), 'breaker and alarms').toEqual(was.reverting);
  }
  if (report.outcome === 'ROLLED_BACK') await expectServes(stage, service, report);
  else expect(waited ?? report.headline, 'a sentence that says why').not.toBe('');
}

async function expectServes({ urls }: TestStage, service: string, { serving, timeline }: Report): Promise<void> {
  const unread = timeline.some(({ text }) => text.startsWith('what serves now could not be read'));
  if (serving.length === 0 && unread) return;
  const { services } = (await (await fetch(new URL('/state', urls.control))).json()) as State;
  const running = services
    .find(({ name }) => name === `${service}-prod`)
    ?.deployments.filter(({ runningCount }) => runningCount > 0)
    .map(({ taskDefinition, runningCount }) => [taskDefinition, runningCount]);
  const ofService = serving.filter(({ taskDefinition }) => taskDefinition.includes(`/${service}-prod:`));
  expect(ofService.map(({ taskDefinition, tasks }) => [taskDefinition.split('/').at(-1), tasks])).toEqual(running);
}

async function revertingOf(stage: TestStage, service: string): Promise<object> {
  const { deploymentCircuitBreaker, alarms } = (await describe(stage, service)).deploymentConfiguration ?? {};
  return { rollback: deploymentCircuitBreaker?.rollback, alarms: alarms?.enable, byAlarm: alarms?.rollback };
}

async function describe({ urls }: TestStage, service: string): Promise<Service> {
  const credentials = { accessKeyId: 'TEST', secretAccessKey: 'test' };
  const ecs = new ECSClient({ endpoint: urls.aws, region: 'us-east-1', credentials });
  const { services } = await ecs.send(
    new DescribeServicesCommand({ cluster: 'applylens-prod', services: [`${service}-prod`] }),
  );
  return services?.[0] ?? {};
}

async function appliedTo(stage: TestStage, operation: string, service: string): Promise<readonly RecordedCall[]> {
  const answer = await fetch(new URL(`/calls?operation=${operation}`, stage.urls.control));
  const { calls } = (await answer.json()) as { calls: readonly RecordedCall[] };
  return calls.filter(({ applied, input }) => applied && JSON.stringify(input).includes(`/${service}-prod/`));
}

interface State {
  readonly services: readonly {
    readonly name: string;
    readonly deployments: readonly { readonly taskDefinition: string; readonly runningCount: number }[];
  }[];
}
