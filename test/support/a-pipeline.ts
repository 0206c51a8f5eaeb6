// The deploy pipeline of the builders' night: run 12 deploys v1.2.3 since 02:54 UTC.
import type { Activities } from '../../activities/activities.js';
import type { GithubEntry } from '../../src/catalogue/entry.js';
import type { PipelineRun } from '../../src/pipeline.js';
import { aServiceDeployment, aSituation, type SituationGiven } from './a-situation.js';

export const theGithub: GithubEntry = {
  api: 'http://127.0.0.1:1',
  repository: 'leok974/ApplyLens',
  token: 'env:RUNBACK_GITHUB_TOKEN',
  deploy: { file: 'deploy.yml' },
  rollback: {
    file: 'rollback.yml',
    ref: 'main',
    inputs: { service: 'applylens-api-prod', commit: '{{commit}}' },
  },
  page: 'https://github.com/leok974/ApplyLens/actions',
};

export const aPipelineRun = (given: Partial<PipelineRun> = {}): PipelineRun => ({
  id: 4711,
  number: 12,
  name: 'Deploy to production',
  url: 'https://github.com/leok974/ApplyLens/actions/runs/4711',
  status: 'in_progress',
  createdAt: '2026-11-23T02:54:30.000Z',
  by: 'applylens-release',
  commit: 'abc123',
  does: 'deploys',
  ...given,
});

export const deploys = aPipelineRun();

export const running = (...runs: PipelineRun[]): SituationGiven => ({
  pipeline: { state: 'known', value: { running: runs } },
});

/** v1.2.3 is still being rolled out, and comes from that revision. */
export const inProgress = (source = 121): SituationGiven => {
  const { serviceDeployments } = aSituation();
  const past = serviceDeployments.state === 'known' ? serviceDeployments.value.slice(1) : [];
  const { finishedAt: _, ...open } = aServiceDeployment({
    of: 124,
    source,
    status: 'IN_PROGRESS',
    createdAt: '2026-11-23T02:55:00.000Z',
  });
  return { serviceDeployments: { state: 'known', value: [open, ...past] } };
};

export const stopped: Activities['stopPipeline'] = async () => ({ stopped: [deploys], goesOn: [] });
