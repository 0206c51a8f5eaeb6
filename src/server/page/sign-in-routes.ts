import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mayRead } from '../holder.js';
import type { Attempts } from './attempts.js';
import { cookieOf, noCookie } from './cookie.js';
import type { PageNeeds } from './routes.js';
import { comesFromElsewhere, isSecure } from './same-origin.js';
import { goOnAt, signInPage, visitOf } from './visit.js';

export const formIn = ({ body }: FastifyRequest): URLSearchParams =>
  body instanceof URLSearchParams ? body : new URLSearchParams();

/** A token is entered once; from then on the browser carries the name of a session, never the token. */
export function signInRoutes(server: FastifyInstance, needs: PageNeeds, attempts: Attempts): void {
  const schema = { hide: true };
  server.get('/sign-in', { schema }, async (_, reply) => reply.send(signInPage('/')));
  server.post('/sign-in', { schema }, async (request, reply) => signIn(request, reply, needs, attempts));
  server.post('/sign-out', { schema }, async (request, reply) => signOut(request, reply, needs));
}

/** Only by the page's own button: another site's form signs nobody out. */
async function signOut(request: FastifyRequest, reply: FastifyReply, needs: PageNeeds): Promise<FastifyReply> {
  const visit = await visitOf(request, needs);
  if (visit !== undefined) {
    if (comesFromElsewhere(request, needs) || formIn(request).get('csrf') !== visit.session.csrf)
      return reply.redirect('/', 303);
    needs.sessions.end(visit.session.id);
    reply.header('set-cookie', noCookie(isSecure(request, needs)));
  }
  return reply.redirect('/sign-in', 303);
}

async function signIn(
  request: FastifyRequest,
  reply: FastifyReply,
  needs: PageNeeds,
  attempts: Attempts,
): Promise<FastifyReply> {
  const form = formIn(request);
  const to = goOnAt(form.get('to'));
  const refuse = (status: number, text: string) =>
    reply.code(status).send(signInPage(to, { kind: 'refused', text: `Not signed in: ${text}` }));
  if (comesFromElsewhere(request, needs)) return refuse(403, notOurs);
  const wait = attempts.waitFor(request.ip);
  if (wait > 0) {
    reply.header('retry-after', String(wait));
    return refuse(429, `too many wrong tokens came from your address; try again in ${wait} s`);
  }
  const token = form.get('token')?.trim() ?? '';
  const holder = /^\S{1,8192}$/.test(token) ? await Promise.resolve(needs.tokens(token)) : undefined;
  if (holder === undefined) {
    attempts.failed(request.ip);
    return refuse(401, 'the token is not known; make one with runback token NAME --role viewer');
  }
  if (!mayRead(holder))
    return refuse(403, `${holder.name} may not look at rollbacks; this needs viewer, operator or approver`);
  const { id } = needs.sessions.begin(token);
  return reply.header('set-cookie', cookieOf(id, isSecure(request, needs))).redirect(to, 303);
}

export const notOurs =
  'the form did not come from this page as this server knows it; load the page again (behind a proxy, set RUNBACK_PUBLIC_URL)';
