// The deploy pipeline of the builders' night: run 12 deploys v1.2.3 since 02:54 UTC.
import type { GithubEntry } from '../../src/catalogue/entry.js';
import type { PipelineRun } from '../../src/pipeline.js';

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
