// What the sample application ApplyLens answers, as a pure function of the request: the routes of the runbook's smoke tests.

export interface ApplicationRequest {
  readonly method: string;
  readonly pathname: string;
  readonly query: URLSearchParams;
  /** The body's text; empty when there is none. */
  readonly body: string;
}

export interface ApplicationAnswer {
  readonly status: number;
  readonly json: unknown;
}

export interface Release {
  readonly version: string;
  readonly commit: string;
  /** ISO 8601: when this task started to serve. */
  readonly deployedAt: string;
  readonly healthy: boolean;
  /** What it stands on, such as `database` → `ok`. */
  readonly standing: Readonly<Record<string, string>>;
  readonly unhealthyBecause?: string | undefined;
}

interface Route {
  readonly method: string;
  /** Counts against the release's error rate; /health and /version do not. */
  readonly isApplication: boolean;
  answer(request: ApplicationRequest, release: Release): ApplicationAnswer;
}

const routes: Readonly<Record<string, Route>> = {
  '/version': { method: 'GET', isApplication: false, answer: (_, release) => tellVersion(release) },
  '/health': { method: 'GET', isApplication: false, answer: (_, release) => tellHealth(release) },
  '/agents/inbox.triage/predict': { method: 'POST', isApplication: true, answer: triageEmail },
  '/agents/inbox.search/search': { method: 'GET', isApplication: true, answer: searchInbox },
  '/auth/login': { method: 'POST', isApplication: true, answer: login },
};

/** The route for metrics: one of the application's paths, or `other`. */
export function routeOf(pathname: string): string {
  return Object.hasOwn(routes, pathname) ? pathname : 'other';
}

/** Whether a release's error rate may hit this path: everything but /health and /version. */
export function isApplicationPath(pathname: string): boolean {
  return routes[routeOf(pathname)]?.isApplication ?? true;
}

export function answerRequest(request: ApplicationRequest, release: Release): ApplicationAnswer {
  const route = routes[routeOf(request.pathname)];
  if (!route) return { status: 404, json: { detail: 'Not Found' } };
  if (route.method !== request.method && !(route.method === 'GET' && request.method === 'HEAD')) {
    return { status: 405, json: { detail: 'Method Not Allowed' } };
  }
  return route.answer(request, release);
}

export const internalServerError: ApplicationAnswer = { status: 500, json: { detail: 'Internal Server Error' } };

function tellVersion({ version, commit, deployedAt }: Release): ApplicationAnswer {
  return { status: 200, json: { version, commit, deployed_at: deployedAt } };
}

/** A database that is down ends no task: another one would find it no better. */
function tellHealth({ healthy, standing, unhealthyBecause: detail }: Release): ApplicationAnswer {
  if (healthy) return { status: 200, json: { status: 'healthy', ...standing } };
  return { status: 503, json: { status: 'unhealthy', ...standing, ...(detail === undefined ? {} : { detail }) } };
}

const triageLabels = ['interview', 'offer', 'rejection', 'application_receipt', 'newsletter'] as const;

function triageEmail({ body }: ApplicationRequest): ApplicationAnswer {
  const emailId = fieldsOf(body)?.email_id;
  if (typeof emailId !== 'string' || emailId === '') return missing('body', 'email_id');
  const score = [...emailId].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const label = triageLabels[score % triageLabels.length];
  return { status: 200, json: { email_id: emailId, label, confidence: 0.8 + (score % 20) / 100 } };
}

const inbox = [
  { id: 'msg-101', subject: 'Meeting with the hiring team', from: 'recruiting@northwind.example' },
  { id: 'msg-102', subject: 'Your application was received', from: 'jobs@contoso.example' },
  { id: 'msg-103', subject: 'Agenda for the meeting on Friday', from: 'ana@fabrikam.example' },
];

function searchInbox({ query }: ApplicationRequest): ApplicationAnswer {
  const q = query.get('q');
  if (q === null || q === '') return missing('query', 'q');
  const results = inbox.filter(({ subject }) => subject.toLowerCase().includes(q.toLowerCase()));
  return { status: 200, json: { query: q, total: results.length, results } };
}

function login({ body }: ApplicationRequest): ApplicationAnswer {
  const fields = fieldsOf(body);
  if (typeof fields?.username !== 'string') return missing('body', 'username');
  if (typeof fields.password !== 'string') return missing('body', 'password');
  if (fields.username !== 'test' || fields.password !== 'test') {
    return { status: 401, json: { detail: 'Incorrect username or password' } };
  }
  const claims = Buffer.from(JSON.stringify({ sub: fields.username })).toString('base64url');
  return { status: 200, json: { access_token: `sandbox.${claims}`, token_type: 'bearer' } };
}

function missing(place: 'body' | 'query', field: string): ApplicationAnswer {
  return { status: 422, json: { detail: [{ type: 'missing', loc: [place, field], msg: 'Field required' }] } };
}

function fieldsOf(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}
