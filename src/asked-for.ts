// What ECS was asked for, whose answer may be lost: by it a deployment is known as ours.
import type { SeenDeployment } from './situation.js';

export interface AskedFor {
  readonly taskDefinition: string;
  /** A copy pinned by digest has an ARN that no plan knows. */
  readonly isPinned: boolean;
  /** Ids of the deployments that were there before the first time. */
  readonly deploymentsSeen: readonly string[];
  /** It was asked of the pipeline. */
  readonly byPipeline?: boolean;
  /** ECS was asked to go back: it makes the former deployment PRIMARY again instead of a new one. */
  readonly takesBack?: boolean;
}

/** What was asked for before may have been applied as well: what would tell of it is kept. */
export const askedAlso = (before: AskedFor, { taskDefinition, ...next }: AskedFor): AskedFor => ({
  taskDefinition,
  isPinned: before.isPinned || next.isPinned,
  deploymentsSeen: before.deploymentsSeen,
  byPipeline: before.byPipeline === true || next.byPipeline === true,
  takesBack: before.takesBack === true || next.takesBack === true,
});

const isPrimary = ({ status }: SeenDeployment): boolean => status === 'PRIMARY';

/** The deployment that came of it; undefined where ECS lists none. */
export function oursAmong(
  deployments: readonly SeenDeployment[],
  { taskDefinition, isPinned, deploymentsSeen, takesBack = false }: AskedFor,
): SeenDeployment | undefined {
  const ours = deployments.filter((each) => {
    const isToTarget = each.taskDefinition === taskDefinition;
    const isNew = !deploymentsSeen.includes(each.id);
    return isNew ? isPinned || isToTarget : takesBack && isPrimary(each) && isToTarget;
  });
  return ours.find(isPrimary) ?? ours[0];
}

/** Whether it is sure that nothing came of it; ECS that was asked to go back may still do so. */
export const isNotApplied = (
  deployments: readonly SeenDeployment[],
  { deploymentsSeen, takesBack = false }: AskedFor,
): boolean => !takesBack && deployments.some((each) => isPrimary(each) && deploymentsSeen.includes(each.id));
