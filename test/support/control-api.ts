// The simulated production's control API, called over HTTP as any test or drill would.
import type { Sandbox } from '../../sandbox/start.js';

export interface ControlApi {
  get(path: string): Promise<Record<string, unknown>>;
  send(
    method: 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<{ status: number; json: Record<string, unknown> }>;
}

export function controlOf({ urls }: Pick<Sandbox, 'urls'>): ControlApi {
  return {
    get: async (path) => (await fetch(`${urls.control}${path}`)).json() as Promise<Record<string, unknown>>,
    async send(method, path, body) {
      const headers = { 'content-type': 'application/json' };
      const content = body === undefined ? {} : { headers, body: JSON.stringify(body) };
      const answer = await fetch(`${urls.control}${path}`, { method, ...content });
      return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
    },
  };
}
