// What the two workflows do once a runner has them. Durations in AWS seconds.
import type { SimulatedTime } from '../world.js';
import type { ProductionByPipeline } from './production-by-pipeline.js';
import { type Conclusion, type Run, rollbackWorkflow } from './run.js';

export interface JobNeeds {
  readonly time: SimulatedTime;
  readonly production: ProductionByPipeline;
  /** Begins the deployment of the scenario's next release, or finds it under way; its task definition's ARN. */
  readonly deploy: (service: string) => string;
  readonly firstService: string;
  /** Asked when a rollback has taken its time. */
  readonly rollbackFails: () => boolean;
}

const poll = 5;
const watch = 120;
const beforePromotingAgain = 60;
const rollbackTakes = 60;

/** Rejects when the run is cancelled, the sandbox stops, or AWS refuses. */
export function work(run: Run, needs: JobNeeds): Promise<Conclusion> {
  return run.workflow === rollbackWorkflow ? rollBack(run, needs) : deploy(run, needs);
}

/** Taken away from its release it promotes once more: that is what an uncancelled pipeline does to a rollback. */
async function deploy(run: Run, needs: JobNeeds): Promise<Conclusion> {
  const { time, production, firstService } = needs;
  const { service = firstService } = run.inputs;
  const { signal } = run.stop;
  const mine = needs.deploy(service);
  run.promotions += 1;
  for (;;) {
    await time.pass(poll, signal);
    const { taskDefinition, rolloutState } = production.primary(service);
    if (taskDefinition !== mine) {
      if (run.promotions > 1) return 'failure';
      await time.pass(beforePromotingAgain, signal);
      run.promotions += 1;
      await production.update(service, mine);
    } else if (rolloutState === 'FAILED') return 'failure';
    else if (rolloutState === 'COMPLETED') {
      await time.pass(watch, signal);
      if (production.primary(service).taskDefinition === mine) return 'success';
    }
  }
}

async function rollBack(run: Run, { time, production, firstService, rollbackFails }: JobNeeds): Promise<Conclusion> {
  const { service = firstService, commit } = run.inputs;
  const { signal } = run.stop;
  await time.pass(rollbackTakes, signal);
  const target = commit === undefined ? production.before(service) : production.runningCommit(service, commit);
  if (rollbackFails() || target === undefined) return 'failure';
  run.promotions += 1;
  await production.update(service, target);
  for (;;) {
    await time.pass(poll, signal);
    const { taskDefinition, rolloutState } = production.primary(service);
    if (taskDefinition !== target || rolloutState === 'FAILED') return 'failure';
    if (rolloutState === 'COMPLETED') return 'success';
  }
}
