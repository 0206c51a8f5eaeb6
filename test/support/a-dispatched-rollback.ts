// A night on which the pipeline's own rollback was dispatched.
import type { Activities } from '../../activities/activities.js';
import { aPipelineRun, inProgress, theGithub } from './a-pipeline.js';
import { aWorldThatMoves } from './a-world-that-moves.js';
import { forEver, type Script, scripted } from './scripted-activities.js';

export const dispatchedRun = aPipelineRun({ id: 4712, number: 13, name: 'Roll back', does: 'rolls back' });

/** ECS cannot go back, so the pipeline's rollback is dispatched; it goes on for ever. */
export function dispatching(script: Script = {}): {
  world: Script;
  deploy: (id: string, taskDefinition: string) => void;
} {
  const { script: moving, deploy } = aWorldThatMoves();
  const seen: Activities['lookAround'] = async (input) => {
    const { serviceDeployments } = await scripted({ situation: inProgress(122) }).activities.lookAround(input);
    return {
      ...(await moving.lookAround(input)),
      serviceDeployments,
      pipeline: { state: 'known', value: { running: [] } },
    };
  };
  const refused = async () => ({ not: 'refused', why: 'ECS would go back to :122', sent: false }) as const;
  const world = {
    ...moving,
    lookAround: seen,
    entry: { github: theGithub },
    takeBackDeployment: refused,
    dispatchPipelineRollback: async () => ({ run: dispatchedRun }),
    followPipelineRun: forEver,
    ...script,
  } satisfies Script;
  return { world, deploy };
}
