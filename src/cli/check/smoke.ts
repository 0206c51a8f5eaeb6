import { askOverHttp } from '../../../activities/http-request.js';
import type { CatalogueEntry, SmokeRequest } from '../../catalogue/entry.js';
import { Denied, type Finding, find, notConfigured } from './finding.js';

/** Each smoke request's URL. One that writes is never sent: only its host is asked. */
export const checkSmoke = async (of: string, { smoke }: CatalogueEntry): Promise<Finding[]> =>
  smoke.length === 0
    ? [notConfigured(of, 'Smoke requests')]
    : Promise.all(
        smoke.map((request) =>
          find(of, `Smoke: ${request.name}`, () => (isRead(request) ? answerOf(request) : hostOf(request))),
        ),
      );

const isRead = ({ method, writes }: SmokeRequest): boolean => !writes && (method === 'GET' || method === 'HEAD');

async function answerOf({ url, method, headers, expectStatus, withinMs }: SmokeRequest): Promise<string> {
  const { status, tookMs } = await ask({ url, method, headers, withinMs });
  const line = `${method} ${url} answers ${status} in ${tookMs} ms`;
  if (status === 401 || status === 403) throw new Denied(line);
  return status === expectStatus ? line : `${line}; expected is ${expectStatus}`;
}

async function hostOf({ url, method, withinMs }: SmokeRequest): Promise<string> {
  const { origin } = new URL(url);
  await ask({ url: `${origin}/`, method: 'HEAD', withinMs });
  return `${origin} answers; ${method} ${new URL(url).pathname} may write and was not sent`;
}

const ask = (question: Pick<Parameters<typeof askOverHttp>[0], 'url' | 'method' | 'headers' | 'withinMs'>) =>
  askOverHttp({ ...question, signal: new AbortController().signal, freshConnection: true }).catch((error: unknown) => {
    throw new Error(`${question.url}: ${error instanceof Error ? error.message : String(error)}`);
  });
