// A workflow run, and what may become of it: pure.

export interface Workflow {
  readonly id: number;
  readonly name: string;
  /** File name below `.github/workflows`. */
  readonly file: string;
  /** Inputs that a dispatch may name. */
  readonly inputs: readonly string[];
  readonly steps: readonly string[];
}

export type Conclusion = 'success' | 'failure' | 'cancelled';

export interface Run {
  readonly id: number;
  readonly number: number;
  readonly workflow: Workflow;
  readonly event: 'push' | 'workflow_dispatch';
  readonly branch: string;
  readonly sha: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** Whether a cancellation is accepted and without effect, until it is forced. */
  readonly ignoresCancel: boolean;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  startedAt: number;
  updatedAt: number;
  /** How often it changed production. */
  promotions: number;
  readonly stop: AbortController;
}

const services = ['environment', 'service'];
export const deployWorkflow: Workflow = {
  id: 7_001_001,
  name: 'Deploy to production',
  file: 'deploy.yml',
  inputs: services,
  steps: ['Set up job', 'Deploy', 'Watch'],
};
export const rollbackWorkflow: Workflow = {
  id: 7_001_002,
  name: 'Roll back production',
  file: 'rollback.yml',
  inputs: [...services, 'commit'],
  steps: ['Set up job', 'Roll back', 'Watch'],
};
export const workflows: readonly Workflow[] = [deployWorkflow, rollbackWorkflow];

export interface RunFilter {
  /** A status, or a conclusion. */
  readonly status?: string | undefined;
  readonly branch?: string | undefined;
  readonly event?: string | undefined;
  readonly head_sha?: string | undefined;
}

export function matches(run: Run, { status, branch, event, head_sha: sha }: RunFilter): boolean {
  return (
    (status === undefined || run.status === status || run.conclusion === status) &&
    (branch === undefined || run.branch === branch) &&
    (event === undefined || run.event === event) &&
    (sha === undefined || run.sha === sha)
  );
}

export function start(run: Run, now: number): void {
  Object.assign(run, { status: 'in_progress', startedAt: now, updatedAt: now });
}

/** A run that is completed stays as it is. */
export function complete(run: Run, conclusion: Conclusion, now: number): void {
  if (run.status !== 'completed') Object.assign(run, { status: 'completed', conclusion, updatedAt: now });
}
