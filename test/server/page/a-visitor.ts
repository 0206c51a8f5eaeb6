// A browser's requests without a browser.
import type { LightMyRequestResponse } from 'fastify';
import { type PageServer, type Person, tokenOf } from './a-page.js';

type Headers = Record<string, string>;
type Fields = Record<string, string>;

export interface Visitor {
  readonly signIn: (token: string, headers?: Headers) => Promise<LightMyRequestResponse>;
  readonly post: (url: string, fields: Fields, headers?: Headers) => Promise<LightMyRequestResponse>;
  readonly get: (url: string, cookie?: string) => Promise<LightMyRequestResponse>;
  /** Of somebody who has just signed in. */
  readonly cookieOf: (person: Person) => Promise<string>;
  /** The hidden fields of the form that asks once more. */
  readonly fieldsOf: (url: string, cookie: string) => Promise<Fields>;
}

export function aVisitor(page: () => PageServer): Visitor {
  const post: Visitor['post'] = (url, fields, headers = {}) =>
    page().server.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(fields).toString(),
    });
  const get: Visitor['get'] = (url, cookie) =>
    page().server.inject({ url, headers: cookie === undefined ? {} : { cookie } });
  const signIn: Visitor['signIn'] = (token, headers = {}) =>
    post('/sign-in', { token, to: '/prod/applylens-api' }, headers);
  return {
    signIn,
    post,
    get,
    cookieOf: async (person) => String((await signIn(tokenOf(person))).headers['set-cookie']).split(';')[0] ?? '',
    fieldsOf: async (url, cookie) => {
      const { body } = await get(url, cookie);
      const form = body.slice(body.indexOf('method="post" action="/prod'));
      const hidden = form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g);
      return Object.fromEntries([...hidden].map(([, key = '', value = '']) => [key, value]));
    },
  };
}
