import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import type { GithubDouble } from './github-double.js';
import { faultShape, tokens } from './refusals.js';
import type { Run } from './run.js';

const changeShape = z.union([
  z.strictObject({
    run: z.literal('deploy'),
    service: z.string().optional(),
    ignoresCancel: z.boolean().default(false),
  }),
  z.strictObject({ rollback: z.enum(['works', 'fails']) }),
  faultShape,
]);

export function addGithubRoutes(control: FastifyInstance, github: GithubDouble): void {
  control.get('/github', () => {
    const { url, rollback } = github;
    return { url, token: tokens.write, rollback, runs: github.runs().map(summaryOf), requests: github.requests() };
  });
  control.post('/github', (request) => {
    const change = changeShape.parse(request.body);
    if ('run' in change) return summaryOf(github.beginDeploy(change));
    if ('fault' in change) github.injectFault(change);
    else github.rollback = change.rollback;
    return change;
  });
}

function summaryOf({ id, workflow, event, inputs, status, conclusion, promotions, createdAt, updatedAt }: Run): object {
  const times = { createdAt: new Date(createdAt).toISOString(), updatedAt: new Date(updatedAt).toISOString() };
  return { id, workflow: workflow.file, event, inputs, status, conclusion, promotions, ...times };
}
