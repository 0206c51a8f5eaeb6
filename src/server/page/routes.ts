// The page of design §12: `GET /` and `GET /:environment/:service`, and the forms behind the sign-in.
import type { Client } from '@temporalio/client';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../../client/services.js';
import { problemOf } from '../problem.js';
import type { Tokens } from '../tokens.js';
import { createAttempts } from './attempts.js';
import { html } from './html.js';
import { pageOf } from './layout.js';
import { lookRoutes } from './look-routes.js';
import { sayRoutes } from './say-routes.js';
import { script } from './script.js';
import { createSessions, type Sessions } from './sessions.js';
import { signInRoutes } from './sign-in-routes.js';
import { style } from './style.js';

export interface PageDependencies {
  readonly client: Client;
  readonly services: Services;
  readonly tokens: Tokens;
  /** The page's own address, as browsers know it. */
  readonly publicUrl?: string;
}

export interface PageNeeds extends PageDependencies {
  readonly sessions: Sessions;
}

const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  // Nothing is told to other sites; with no-referrer a browser would not say to ourselves either where a form came from.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

const longestForm = 64 * 1024;

/** Registered in a scope of its own: nowhere else are forms read, or errors told as pages. */
export async function pageRoutes(server: FastifyInstance, dependencies: PageDependencies): Promise<void> {
  const needs: PageNeeds = { ...dependencies, sessions: createSessions() };
  const form = 'application/x-www-form-urlencoded';
  server.removeContentTypeParser(form);
  server.addContentTypeParser(form, { parseAs: 'string', bodyLimit: longestForm }, (_, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
  server.addHook('onRequest', async (_, reply) => {
    reply.headers(securityHeaders).type('text/html; charset=utf-8');
  });
  server.setErrorHandler(answerWithPage);
  asset(server, '/page.css', 'text/css; charset=utf-8', style);
  asset(server, '/page.js', 'text/javascript; charset=utf-8', script);
  signInRoutes(server, needs, createAttempts());
  lookRoutes(server, needs);
  sayRoutes(server, needs);
}

const asset = (server: FastifyInstance, url: string, type: string, text: string): void => {
  server.get(url, { schema: { hide: true } }, async (_, reply) => reply.type(type).send(text));
};

function answerWithPage(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, message } = problemOf(error, request);
  if (status === 500) request.log.error(error);
  const body = html`<section><h1>That did not work</h1><p class="text">${message}</p><p><a href="/">All rollbacks</a></p></section>`;
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(pageOf({ title: 'That did not work', body }));
}
