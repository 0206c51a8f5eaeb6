import { describe, expect, it } from 'vitest';
import type { GithubEntry } from '../src/catalogue/entry.js';
import type { PipelineRun } from '../src/pipeline.js';
import { makePlan } from '../src/plan.js';
import type { Plan } from '../src/plan-shape.js';
import { planText } from '../src/plan-text.js';
import { aPipelineRun, theGithub } from './support/a-pipeline.js';
import { anEntry, aRequest, aServiceDeployment, aSituation, now, type SituationGiven } from './support/a-situation.js';

const planWith = (situation: SituationGiven, github: GithubEntry | undefined = theGithub, policy = {}): Plan =>
  makePlan({
    situation: aSituation(situation),
    entry: anEntry({ ...(github === undefined ? {} : { github }), policy }),
    request: aRequest(),
    now,
  });
const running = (...runs: PipelineRun[]): SituationGiven => ({
  pipeline: { state: 'known', value: { running: runs } },
});
const automatic = ({ methods }: Plan) => methods.find(({ method }) => method === 'automatic');
const ecsTask = ({ methods }: Plan) => methods.find(({ method }) => method === 'ecs-task');

/** v1.2.3 is being deployed, from the release of that revision. */
const inProgress = (source: number): SituationGiven => {
  const { finishedAt: _, ...open } = aServiceDeployment({
    of: 124,
    source,
    status: 'IN_PROGRESS',
    createdAt: '2026-11-23T02:55:00.000Z',
  });
  const past = aSituation().serviceDeployments;
  return {
    serviceDeployments: { state: 'known', value: [open, ...(past.state === 'known' ? past.value.slice(1) : [])] },
  };
};

describe('a plan while the pipeline deploys', () => {
  it('cancels its run first, by every method, and shows who began it and where', () => {
    const plan = planWith({ ...inProgress(121), ...running(aPipelineRun()) });
    const cancel = 'gh run cancel 4711 --repo leok974/ApplyLens';
    expect(automatic(plan)?.commands[0]).toBe(cancel);
    expect(automatic(plan)?.commands[1]).toContain('stop-service-deployment');
    expect(ecsTask(plan)?.commands[0]).toBe(cancel);
    expect(planText(plan, now).join('\n')).toContain(
      'the pipeline deploys abc123 since 02:54 UTC: run 12 (Deploy to production) of applylens-release, https://github.com/leok974/ApplyLens/actions/runs/4711; it is cancelled before our first change',
    );
  });

  it('leaves it alone where the policy says so', () => {
    const plan = planWith(running(aPipelineRun()), theGithub, { stopPipeline: false });
    expect(ecsTask(plan)?.commands[0]).toMatch(/^aws ecs/);
    expect(plan.warnings.join('\n')).toContain('the policy leaves it alone');
  });

  it('says where to look when it could not be read', () => {
    const plan = planWith({ pipeline: { state: 'unknown', why: '401 Bad credentials' } });
    expect(plan.warnings).toContain(
      'what the pipeline does could not be read (https://github.com/leok974/ApplyLens/actions): 401 Bad credentials',
    );
  });

  it('names the repository with its host where that is not github.com', () => {
    const github = { ...theGithub, page: 'https://git.example.com/leok974/ApplyLens/actions' };
    expect(ecsTask(planWith(running(aPipelineRun()), github))?.commands[0]).toBe(
      'gh run cancel 4711 --repo git.example.com/leok974/ApplyLens',
    );
  });
});

describe('a plan for Method 1', () => {
  it('follows the pipeline where that rolls back already, and cancels nothing', () => {
    const plan = planWith(running(aPipelineRun({ does: 'rolls back' })));
    expect(automatic(plan)).toMatchObject({
      use: 'first',
      reason: expect.stringMatching(/^the pipeline rolls back already and is followed: run 12/),
    });
    expect(automatic(plan)?.commands[0]).toBe('gh run watch 4711 --repo leok974/ApplyLens');
    expect(ecsTask(plan)?.commands[0]).toMatch(/^aws ecs/);
  });

  it('dispatches the rollback workflow while a deployment is in progress that ECS cannot take back', () => {
    const plan = planWith(inProgress(122));
    expect(automatic(plan)).toMatchObject({
      use: 'first',
      reason: expect.stringMatching(/^ECS would go back to .*: the pipeline's rollback workflow is dispatched$/),
      commands: [
        'gh workflow run rollback.yml --ref main -f service=applylens-api-prod -f commit=def456 --repo leok974/ApplyLens',
      ],
    });
  });

  it.each<[string, SituationGiven, GithubEntry | undefined]>([
    ['no deployment is in progress', {}, theGithub],
    ['the catalogue has no rollback workflow', inProgress(122), { ...theGithub, rollback: undefined } as never],
    ['the catalogue has no pipeline', inProgress(122), undefined],
  ])('is passed over as ever when %s', (_, situation, github) => {
    const entry = anEntry(github === undefined ? {} : { github });
    const plan = makePlan({ situation: aSituation(situation), entry, request: aRequest(), now });
    expect(automatic(plan)).toMatchObject({ use: 'passed over', commands: [] });
  });
});
