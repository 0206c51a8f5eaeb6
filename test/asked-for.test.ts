import { describe, expect, it } from 'vitest';
import { type AskedFor, askedAlso, isNotApplied, oursAmong } from '../src/asked-for.js';
import type { SeenDeployment } from '../src/situation.js';
import { arn, aSituation } from './support/a-situation.js';

const [seen] = aSituation().service.deployments;
const aDeployment = (given: Partial<SeenDeployment>): SeenDeployment => {
  if (seen === undefined) throw new Error('the night has no deployment');
  return { ...seen, ...given };
};
const asked = (given: Partial<AskedFor> = {}): AskedFor => ({
  taskDefinition: arn(121),
  isPinned: false,
  deploymentsSeen: ['ecs-svc/bad'],
  ...given,
});
const bad = aDeployment({ id: 'ecs-svc/bad', status: 'PRIMARY', taskDefinition: arn(124) });
const former = aDeployment({ id: 'ecs-svc/former', status: 'PRIMARY', taskDefinition: arn(121) });

describe('a deployment that came of what was asked for', () => {
  it('is to the target and was not there before', () => {
    const ours = aDeployment({ id: 'ecs-svc/ours', status: 'PRIMARY', taskDefinition: arn(121) });
    expect(oursAmong([ours, bad], asked())).toEqual(ours);
    expect(oursAmong([aDeployment({ ...ours, taskDefinition: arn(130) })], asked())).toBeUndefined();
  });

  it('is the former one where ECS was asked to go back', () => {
    const deploymentsSeen = ['ecs-svc/bad', 'ecs-svc/former'];
    expect(oursAmong([former], asked({ deploymentsSeen }))).toBeUndefined();
    expect(oursAmong([former], asked({ deploymentsSeen, takesBack: true }))).toEqual(former);
  });
});

describe('what is asked for after something whose answer was lost', () => {
  it('leaves ECS’s way back a way that may have been taken', () => {
    const both = askedAlso(asked({ takesBack: true, byPipeline: true }), asked());
    expect(both).toMatchObject({ takesBack: true, byPipeline: true });
    expect(isNotApplied([bad], both)).toBe(false);
    expect(isNotApplied([bad], asked())).toBe(true);
  });

  it('leaves a deployment that came of the first one ours, a copy pinned by digest included', () => {
    const pinned = aDeployment({ id: 'ecs-svc/pinned', status: 'PRIMARY', taskDefinition: arn(131) });
    const deploymentsSeen = ['ecs-svc/bad', 'ecs-svc/pinned'];
    const both = askedAlso(asked({ isPinned: true }), asked({ deploymentsSeen, takesBack: true }));
    expect(oursAmong([pinned], both)).toEqual(pinned);
  });
});
