// A double of GitHub's REST API for the Actions of one repository, whose runs really change the simulated production.
import Fastify, { type FastifyInstance } from 'fastify';

import { addActionsRoutes } from './actions-routes.js';
import { addCheckRunRoutes } from './check-runs.js';
import type { JobNeeds } from './jobs.js';
import { createRateLimit, type Fault, type Refusal, refusalOfFault, refusalOfToken } from './refusals.js';
import { refuse } from './refuse.js';
import { deployWorkflow, type Run } from './run.js';
import { createRuns } from './runs.js';

export interface GithubRequest {
  /** ISO 8601, with milliseconds. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export interface GithubDouble {
  /** What stands for https://api.github.com. */
  readonly url: string;
  /** Whether a dispatched rollback works. */
  rollback: 'works' | 'fails';
  /** The pipeline deploys the scenario's next release, or goes on with a deployment of it that is under way. */
  beginDeploy(how: { readonly service?: string | undefined; readonly ignoresCancel?: boolean }): Run;
  /** The next so many requests meet it. */
  injectFault(fault: Fault): void;
  runs(): readonly Run[];
  /** The last 1,000. */
  requests(): readonly GithubRequest[];
  close(): Promise<void>;
}

export interface GithubSettings extends Omit<JobNeeds, 'rollbackFails'> {
  /** 0 asks for a free one. */
  readonly port: number;
  /** owner/name */
  readonly repository: string;
  /** Hash of the commit that a run of this kind works on. */
  readonly shaOf: (event: Run['event']) => string;
}

const requestsKept = 1_000;

/** @throws Error when the port is taken */
export async function startGithubDouble(settings: GithubSettings): Promise<GithubDouble> {
  const { port, repository, shaOf, time, firstService } = settings;
  const chosen: Pick<GithubDouble, 'rollback'> = { rollback: 'works' };
  const runs = createRuns({ ...settings, rollbackFails: () => chosen.rollback === 'fails' });
  const faults: Fault[] = [];
  const requests: GithubRequest[] = [];
  const api = Fastify({ forceCloseConnections: true });
  guard(api, faults, requests, () => time.now());
  addActionsRoutes(api, { repository, runs, shaOf });
  addCheckRunRoutes(api, repository);
  const url = await api.listen({ host: '127.0.0.1', port });
  return Object.assign(chosen, {
    url,
    beginDeploy: ({
      service = firstService,
      ignoresCancel = false,
    }: {
      service?: string | undefined;
      ignoresCancel?: boolean;
    }) =>
      runs.begin({
        workflow: deployWorkflow,
        event: 'push',
        branch: 'main',
        sha: shaOf('push'),
        inputs: { service },
        ignoresCancel,
      }),
    injectFault: (fault: Fault) => void faults.splice(0, fault.times === 0 ? faults.length : 0, ...repeated(fault)),
    runs: () => runs.list(),
    requests: () => requests,
    async close() {
      await runs.close();
      await api.close();
    },
  });
}

const repeated = (fault: Fault): Fault[] => Array.from({ length: fault.times }, () => fault);

function guard(api: FastifyInstance, faults: Fault[], requests: GithubRequest[], now: () => number): void {
  const rateLimit = createRateLimit(now);
  api.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...rateLimit.take(), 'x-github-media-type': 'github.v3; format=json' });
    const fault = faults.shift();
    const refusal = fault
      ? refusalOfFault(fault, now())
      : refusalOfToken(request.headers.authorization, request.method);
    if (refusal) return refuse(reply, refusal);
  });
  api.addHook('onResponse', async ({ method, url: path }, { statusCode: status }) => {
    requests.push({ at: new Date(now()).toISOString(), method, path, status });
    requests.splice(0, requests.length - requestsKept);
  });
  api.setNotFoundHandler((_, reply) => refuse(reply, { status: 404, message: 'Not Found' }));
  api.setErrorHandler((error: { statusCode?: number }, _, reply) =>
    refuse(reply, (error.statusCode ?? 500) < 500 ? { status: 400, message: 'Problems parsing JSON' } : serverError),
  );
}

const serverError: Refusal = { status: 500, message: 'Server Error' };
