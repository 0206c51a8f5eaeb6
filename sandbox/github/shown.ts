// Workflows, runs and jobs in the shape of GitHub's REST API.
import type { Run, Workflow } from './run.js';

/** `api` is the double's own address of the repository, `html` the page that people look at. */
export interface Links {
  readonly api: string;
  readonly html: string;
}

const person = { login: 'applylens-release', id: 41_000_001, type: 'User', site_admin: false };
const runner = { runner_id: 21, runner_name: 'GitHub Actions 21', runner_group_id: 1, runner_group_name: 'Default' };

/** GitHub's times have no fraction of a second. */
const time = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

export function shownWorkflow({ id, name, file }: Workflow, { api, html }: Links): object {
  const path = `.github/workflows/${file}`;
  const made = '2025-01-01T10:00:00Z';
  return {
    id,
    node_id: `W_${id}`,
    name,
    path,
    state: 'active',
    created_at: made,
    updated_at: made,
    url: `${api}/actions/workflows/${id}`,
    html_url: `${html}/blob/main/${path}`,
    badge_url: `${html}/workflows/${encodeURIComponent(name)}/badge.svg`,
  };
}

export function shownRun(run: Run, { api, html }: Links): object {
  const url = `${api}/actions/runs/${run.id}`;
  return {
    id: run.id,
    name: run.workflow.name,
    node_id: `WFR_${run.id}`,
    check_suite_id: run.id + 1,
    head_branch: run.branch,
    head_sha: run.sha,
    path: `.github/workflows/${run.workflow.file}`,
    display_title: [run.workflow.name, run.inputs.service].filter(Boolean).join(' · '),
    run_number: run.number,
    run_attempt: 1,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflow.id,
    pull_requests: [],
    created_at: time(run.createdAt),
    updated_at: time(run.updatedAt),
    run_started_at: time(run.startedAt),
    actor: person,
    triggering_actor: person,
    url,
    html_url: `${html}/actions/runs/${run.id}`,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${api}/actions/workflows/${run.workflow.id}`,
  };
}

/** Each run has one job. */
export function shownJob(run: Run, { api, html }: Links): object {
  const id = run.id + 2;
  const isDone = run.status === 'completed';
  const completed_at = isDone ? time(run.updatedAt) : null;
  return {
    id,
    run_id: run.id,
    run_url: `${api}/actions/runs/${run.id}`,
    run_attempt: 1,
    node_id: `CR_${id}`,
    head_sha: run.sha,
    head_branch: run.branch,
    workflow_name: run.workflow.name,
    name: run.workflow.file.replace('.yml', ''),
    url: `${api}/actions/jobs/${id}`,
    html_url: `${html}/actions/runs/${run.id}/job/${id}`,
    status: run.status,
    conclusion: run.conclusion,
    created_at: time(run.createdAt),
    started_at: time(run.startedAt),
    completed_at,
    steps: run.workflow.steps.map((name, index) => shownStep(run, name, index + 1)),
    check_run_url: `${api}/check-runs/${id}`,
    labels: ['ubuntu-latest'],
    ...runner,
  };
}

function shownStep(run: Run, name: string, number: number): object {
  const status =
    run.status === 'completed' || (number === 1 && run.status === 'in_progress') ? 'completed' : run.status;
  const conclusion = status === 'completed' ? (number === 1 ? 'success' : run.conclusion) : null;
  return { name, status, conclusion, number, started_at: time(run.startedAt), completed_at: null };
}
