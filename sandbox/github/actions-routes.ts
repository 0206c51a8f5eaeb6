// The paths of GitHub's Actions API that octokit uses for workflows, runs and jobs.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { refusalOfDispatch } from './dispatch.js';
import { pageOf } from './page-of.js';
import { refuse } from './refuse.js';
import { matches, type Run, type RunFilter, type Workflow, workflows } from './run.js';
import type { Runs } from './runs.js';
import { type Links, shownJob, shownRun, shownWorkflow } from './shown.js';

interface Needs {
  readonly repository: string;
  readonly runs: Runs;
  readonly shaOf: (event: Run['event']) => string;
}

type Of<Params> = FastifyRequest<{ Params: Params; Querystring: Record<string, string> }>;

const dispatchShape = z.object({
  ref: z.string(),
  inputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  return_run_details: z.boolean().default(false),
});

export function addActionsRoutes(api: FastifyInstance, needs: Needs): void {
  api.register(
    async (actions) => {
      actions.addHook('preHandler', async (request, reply) => {
        const { owner, name } = request.params as { owner: string; name: string };
        if (`${owner}/${name}`.toLowerCase() !== needs.repository.toLowerCase()) return notFound(reply);
      });
      // octokit sends an empty body with the content type of JSON.
      actions.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) =>
        parsed(String(body), done),
      );
      addWorkflowRoutes(actions, needs);
      addRunRoutes(actions, needs);
    },
    { prefix: '/repos/:owner/:name/actions' },
  );
}

function addWorkflowRoutes(actions: FastifyInstance, { repository, runs, shaOf }: Needs): void {
  const links = (request: FastifyRequest): Links => linksOf(request, repository);
  actions.get('/workflows', (request: Of<object>, reply) => {
    const page = pageOf(workflows, request, reply);
    return { total_count: workflows.length, workflows: page.map((each) => shownWorkflow(each, links(request))) };
  });
  actions.get('/workflows/:workflow', (request: Of<{ workflow: string }>, reply) => {
    const found = workflowOf(request.params.workflow);
    return found ? shownWorkflow(found, links(request)) : notFound(reply);
  });
  actions.get('/workflows/:workflow/runs', (request: Of<{ workflow: string }>, reply) => {
    const found = workflowOf(request.params.workflow);
    return found ? listed(runs, request, reply, repository, found) : notFound(reply);
  });
  actions.post('/workflows/:workflow/dispatches', (request: Of<{ workflow: string }>, reply) => {
    const workflow = workflowOf(request.params.workflow);
    if (!workflow) return notFound(reply);
    const wanted = dispatchShape.safeParse(request.body);
    if (!wanted.success) return refuse(reply, { status: 422, message: 'Invalid request.' });
    const { ref, inputs, return_run_details: withDetails } = wanted.data;
    const refusal = refusalOfDispatch(workflow, ref, inputs);
    if (refusal) return refuse(reply, refusal);
    const branch = ref.replace(/^refs\/(heads|tags)\//, '');
    const run = runs.begin({ workflow, event: 'workflow_dispatch', branch, sha: shaOf('workflow_dispatch'), inputs });
    const { api, html } = links(request);
    const details = { run_url: `${api}/actions/runs/${run.id}`, html_url: `${html}/actions/runs/${run.id}` };
    return withDetails ? { workflow_run_id: run.id, ...details } : reply.code(204).send();
  });
}

function addRunRoutes(actions: FastifyInstance, { repository, runs }: Needs): void {
  type OfRun = Of<{ run: string }>;
  const ofRun = (request: OfRun, reply: FastifyReply, answer: (run: Run) => object): object => {
    const run = runs.find(Number(request.params.run));
    return run ? answer(run) : notFound(reply);
  };
  const cancel = (request: OfRun, reply: FastifyReply, force: boolean): object =>
    ofRun(request, reply, (run) =>
      runs.cancel(run, { force }) === 'accepted'
        ? reply.code(202).send({})
        : refuse(reply, { status: 409, message: 'Cannot cancel a workflow run that is completed.' }),
    );
  actions.get('/runs', (request: Of<object>, reply) => listed(runs, request, reply, repository));
  actions.get('/runs/:run', (request: OfRun, reply) =>
    ofRun(request, reply, (run) => shownRun(run, linksOf(request, repository))),
  );
  actions.get('/runs/:run/jobs', (request: OfRun, reply) =>
    ofRun(request, reply, (run) => {
      const jobs = run.status === 'queued' ? [] : [shownJob(run, linksOf(request, repository))];
      return { total_count: jobs.length, jobs };
    }),
  );
  actions.post('/runs/:run/cancel', (request: OfRun, reply) => cancel(request, reply, false));
  actions.post('/runs/:run/force-cancel', (request: OfRun, reply) => cancel(request, reply, true));
}

function listed(runs: Runs, request: Of<object>, reply: FastifyReply, repository: string, of?: Workflow): object {
  const filter: RunFilter = request.query;
  const found = runs.list().filter((run) => matches(run, filter) && (of === undefined || run.workflow === of));
  const links = linksOf(request, repository);
  return { total_count: found.length, workflow_runs: pageOf(found, request, reply).map((run) => shownRun(run, links)) };
}

const workflowOf = (fileOrId: string): Workflow | undefined =>
  workflows.find(({ file, id }) => file === fileOrId || `${id}` === fileOrId);

const notFound = (reply: FastifyReply): FastifyReply => refuse(reply, { status: 404, message: 'Not Found' });

const linksOf = ({ host }: FastifyRequest, repository: string): Links => ({
  api: `http://${host}/repos/${repository}`,
  html: `https://github.com/${repository}`,
});

function parsed(body: string, done: (error: Error | null, body?: unknown) => void): void {
  try {
    done(null, body.trim() === '' ? {} : JSON.parse(body));
  } catch {
    done(Object.assign(new Error('Problems parsing JSON'), { statusCode: 400 }));
  }
}
