// Who visits the page: the holder of the token that he signed in with, as long as it is known.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Holder } from '../holder.js';
import type { Tokens } from '../tokens.js';
import { sessionIdIn } from './cookie.js';
import { html } from './html.js';
import { hiddenFields, type Notice, pageOf } from './layout.js';
import type { Session, Sessions } from './sessions.js';

export interface Visit {
  readonly session: Session;
  readonly holder: Holder;
}

interface Needs {
  readonly sessions: Sessions;
  readonly tokens: Tokens;
}

/** A token that was withdrawn, or has expired, ends its sessions. */
export async function visitOf(request: FastifyRequest, { sessions, tokens }: Needs): Promise<Visit | undefined> {
  const session = sessions.find(sessionIdIn(request.headers.cookie));
  const holder = session && (await Promise.resolve(tokens(session.token)));
  if (session !== undefined && holder === undefined) sessions.end(session.id);
  return session && holder && { session, holder };
}

const ownAddress = /^\/(?:[A-Za-z0-9._~%-]+(?:\/[A-Za-z0-9._~%-]+){0,3})?$/;

/** Where to go on after the sign-in: a page of this server, else the first one. */
export const goOnAt = (address: string | null | undefined): string =>
  typeof address === 'string' && ownAddress.test(address) ? address : '/';

export const signInPage = (to: string, notice?: Notice): string =>
  pageOf({
    title: 'Sign in',
    notice,
    body: html`<section><h1>Sign in</h1>
<p>What runs in production is shown to those who hold a token. <code>runback token NAME --role viewer</code> makes one.</p>
<form method="post" action="/sign-in">${hiddenFields({ to })}
<label for="token">Token</label>
<input id="token" name="token" type="password" required maxlength="8192" autocomplete="current-password" autocapitalize="off" spellcheck="false">
<p class="send"><button>Sign in</button></p></form></section>`,
  });

/**
 * A strict cookie is not sent when a link on another site leads here: then the page asks for itself once more, and the
 * cookie comes along. Nobody who is signed in has to sign in again because he came from a chat.
 */
const comesByLink = ({ headers, method }: FastifyRequest): boolean =>
  method === 'GET' && sessionIdIn(headers.cookie) === undefined && headers['sec-fetch-site'] === 'cross-site';

const onceMore = (address: string): string =>
  html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Runback</title>
<meta http-equiv="refresh" content="0;url=${address}"></head><body><a href="${address}">Go on</a></body></html>`.text;

export const askToSignIn = (request: FastifyRequest, reply: FastifyReply, notice?: Notice): FastifyReply => {
  const [path = '/'] = request.url.split('?');
  const to = goOnAt(path);
  if (comesByLink(request)) return reply.send(onceMore(to));
  return reply.code(401).send(signInPage(to, notice));
};
