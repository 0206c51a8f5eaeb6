import { askGithub } from '../../../activities/github-client.js';
import { ownerAndName } from '../../../activities/github-runs.js';
import { resolveSecret } from '../../../activities/secrets.js';
import type { CatalogueEntry, GithubEntry } from '../../catalogue/entry.js';
import { Denied, type Finding, find, NotConnectedYet, notConfigured } from './finding.js';

const endpoint = 'GitHub';

/** Whether the workflows are there. That the token may cancel runs is seen when one is cancelled. */
export const checkGithub = (of: string, { github, timings }: CatalogueEntry): Promise<Finding> =>
  github === undefined
    ? Promise.resolve(notConfigured(of, endpoint))
    : find(of, endpoint, () => workflowsOf(github, timings.httpTimeout));

async function workflowsOf(github: GithubEntry, ms: number): Promise<string> {
  const { repository, token, deploy, rollback } = github;
  await resolveSecret(token).catch(() => {
    throw new NotConnectedYet(`${repository}: not asked, ${token} is not set here (the worker needs it)`);
  });
  const files = [deploy.file, ...(rollback === undefined ? [] : [rollback.file])];
  const states = await Promise.all(files.map((file) => stateOf(github, file, ms)));
  return `${repository}: ${states.join(', ')}; that the token may cancel runs was not tried`;
}

async function stateOf(github: GithubEntry, file: string, ms: number): Promise<string> {
  const attempted = `Reading the workflow ${file} of ${github.repository}`;
  const patience = { signal: new AbortController().signal, ms };
  const { data } = await askGithub(
    github,
    attempted,
    (client) =>
      client.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}', {
        ...ownerAndName(github),
        workflow_id: file,
      }),
    patience,
  ).catch((error: unknown) => {
    if (error instanceof Error && /: 40[13] /.test(error.message)) throw new Denied(error.message);
    throw error;
  });
  return `${file} is ${data.state}`;
}
