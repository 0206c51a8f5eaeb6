// What happens in a scenario by itself once its next release is deployed.
import { findService } from './aws/ecs/lookup.js';
import type { TaskDefinition } from './aws/ecs/records.js';
import { digestOf } from './aws/identifiers.js';
import type { ProductionNeeds } from './production.js';
import type { Turn } from './scenarios/scenario.js';

/** AWS seconds: longer than any demo or test. */
const protectedFor = 48 * 3600;
const lookAgainAfter = 5;

/** Never waits; what the end of the sandbox cuts off does not matter. */
export function happenMeanwhile(needs: ProductionNeeds, service: string, next: TaskDefinition): void {
  const { turns, protectedTasks = 0 } = needs.scenario;
  if (turns && turns.afterSeconds !== 'when asked') void turnAfter(needs, turns, turns.afterSeconds);
  if (protectedTasks > 0) void protect(needs, service, next, protectedTasks).catch(() => undefined);
}

/** The sandbox may end before. */
const turnAfter = ({ aws, ...needs }: ProductionNeeds, turns: Turn, seconds: number): Promise<void> =>
  aws.ecs.time.pass(seconds).then(
    () => turn(needs, turns),
    () => undefined,
  );

type Turning = Pick<ProductionNeeds, 'images' | 'scenario'>;

/** What the scenario's releases turn into. @throws Error where they do not */
export function turnNow(needs: Turning): void {
  const { name, turns } = needs.scenario;
  if (turns === undefined) throw new Error(`In the scenario ${name} no release turns into anything.`);
  turn(needs, turns);
}

function turn({ images, scenario }: Turning, { only, into }: Turn): void {
  const all = [...scenario.past.map(({ release }) => release), scenario.next];
  for (const { tag, version, behaviour } of all) {
    if (only === undefined || version === only)
      images.push(digestOf(`${scenario.repository}:${tag}`), { ...behaviour, ...into });
  }
}

/** As the application would ask for it in its own tasks, which have work that must not be cut off. */
async function protect({ aws, scenario }: ProductionNeeds, service: string, next: TaskDefinition, count: number) {
  const { ecs } = aws;
  for (;;) {
    const tasks = [...findService(ecs, scenario.cluster, service).tasks.values()];
    const running = tasks.filter(
      ({ deployment, lastStatus }) => deployment.taskDefinition === next.arn && lastStatus === 'RUNNING',
    );
    for (const task of running.slice(0, count)) task.protectedUntil = ecs.time.now() + ecs.time.lasts(protectedFor);
    if (running.length >= count) return;
    await ecs.time.pass(lookAgainAfter);
  }
}
