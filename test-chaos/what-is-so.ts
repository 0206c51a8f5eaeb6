// What must be so of a rollback however it ended: nothing was done twice, and the report says what is in which state.
import { expect } from 'vitest';
import type { RecordedCall } from '../sandbox/aws/calls.js';
import type { TestStage } from '../test/support/a-stage.js';
import type { Settled } from './settled.js';

const unchanged = ['FAILED_SAFE', 'NOT_NEEDED', 'PLANNED'];

export interface Before {
  /** Deployments that ECS had begun before the rollback was asked for. */
  readonly deployments: number;
}

export async function expectItIsSo(stage: TestStage, service: string, before: Before, seen: Settled): Promise<void> {
  const { report, waited } = seen;
  const [changes, takenBack, deployments] = await Promise.all([
    stage.changes(service),
    appliedTo(stage, 'ecs:StopServiceDeployment', service),
    stage.deployments(service),
  ]);
  // A change that arrives late, after it was sent again, names the same release and begins nothing.
  expect(new Set(changes.map(({ input }) => JSON.stringify(input))).size, 'different changes').toBeLessThanOrEqual(1);
  expect(takenBack.length, 'StopServiceDeployments').toBeLessThanOrEqual(1);
  expect(deployments, 'deployments begun').toBe(before.deployments + Math.min(changes.length, 1));
  expect(report.outcome).toBeTruthy();
  expect(report.headline.length).toBeGreaterThan(0);
  const changed = changes.length + takenBack.length > 0;
  if (changed) expect(unchanged, `${report.outcome} although production was changed`).not.toContain(report.outcome);
  if (report.change === 'none') expect(changed, 'said to be unchanged').toBe(false);
  if (report.outcome === 'ROLLED_BACK') await expectServes(stage, service, report.serving);
  else expect(waited ?? report.headline, 'a sentence that says why').not.toBe('');
}

async function expectServes({ urls }: TestStage, service: string, told: Settled['report']['serving']): Promise<void> {
  const { services } = (await (await fetch(new URL('/state', urls.control))).json()) as State;
  const running = services
    .find(({ name }) => name === `${service}-prod`)
    ?.deployments.filter(({ runningCount }) => runningCount > 0)
    .map(({ taskDefinition, runningCount }) => [taskDefinition, runningCount]);
  expect(told.map(({ taskDefinition, tasks }) => [taskDefinition.split('/').at(-1), tasks])).toEqual(running);
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
