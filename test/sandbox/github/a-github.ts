import type { Sandbox } from '../../../sandbox/start.js';
import { until } from '../../support/a-sandbox.js';
import { controlOf } from '../../support/control-api.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown>;
}

export interface ShownRun extends Record<string, unknown> {
  readonly id: number;
  readonly status: string;
  readonly conclusion: string | null;
}

/** GitHub as a client with a token sees it; paths below the repository's Actions. */
export function githubOf(sandbox: Sandbox, token = 'github-sandbox') {
  const ask = async (method: string, path: string, body?: object): Promise<Answer> => {
    const answer = await fetch(`${sandbox.github.url}/repos/leok974/ApplyLens/actions${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, json: text === '' ? {} : JSON.parse(text) };
  };
  const runs = async (query = ''): Promise<readonly ShownRun[]> =>
    (await ask('GET', `/runs${query}`)).json.workflow_runs as ShownRun[];
  return {
    ask,
    runs,
    /** The run once its status or conclusion is that. */
    untilRun: (id: number, wanted: string): Promise<ShownRun> =>
      until(
        async () => (await ask('GET', `/runs/${id}`)).json as ShownRun,
        ({ status, conclusion }) => status === wanted || conclusion === wanted,
      ),
  };
}

/** `FAMILY:REVISION STATE` of the first service's PRIMARY deployment. */
export async function primaryOf(sandbox: Sandbox): Promise<string> {
  const { services } = (await controlOf(sandbox).get('/state')) as {
    services: { deployments: { status: string; taskDefinition: string; rolloutState: string }[] }[];
  };
  const found = services[0]?.deployments.find(({ status }) => status === 'PRIMARY');
  return `${found?.taskDefinition} ${found?.rolloutState}`;
}
