import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { Role } from '../relayed.js';
import { type Holder, mayActAs, readers, rolesOf } from './holder.js';
import { Problem } from './problem.js';
import type { Tokens } from './tokens.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, as the credential says, and for which of these roles; set by `holding`. */
    holder?: Holder;
    wanted?: readonly Role[];
  }
}

/** Lets a request on only with a token of one of the roles, before its body is read. */
export const holding =
  (tokens: Tokens, ...wanted: readonly Role[]): onRequestAsyncHookHandler =>
  (request) =>
    letOn(tokens, request, wanted);

/** The same, inside a hook. Throws 401 or 403. */
export async function letOn(tokens: Tokens, request: FastifyRequest, wanted: readonly Role[]): Promise<void> {
  const holder = await findHolder(tokens, request, wanted);
  request.holder = holder;
  request.wanted = wanted;
  if (mayActAs(wanted, holder)) return;
  const held = rolesOf(holder).join(', ') || 'no role';
  throw new Problem(403, `${holder.name} holds ${held}; this needs ${wanted.join(' or ')}. Nothing was done`);
}

/** Lets those on who may read, somewhere at least. */
export const reading = (tokens: Tokens): onRequestAsyncHookHandler => holding(tokens, ...readers);

/** Throws 403 when the token does not hold for the service. */
export function allowFor(
  { holder, wanted = [] }: FastifyRequest,
  where: { environment: string; service: string },
): void {
  if (holder === undefined || mayActAs(wanted, holder, where)) return;
  throw new Problem(403, `${holder.name} does not hold for ${where.service} in ${where.environment}. Nothing was done`);
}

/** Who asks, on a route that is `holding`. Throws 401 elsewhere. */
export const holderOf = ({ holder }: FastifyRequest): Holder => {
  if (holder === undefined) throw new Problem(401, 'No bearer token was asked for here; nothing was done');
  return holder;
};

async function findHolder(tokens: Tokens, request: FastifyRequest, wanted: readonly Role[]): Promise<Holder> {
  const { authorization } = request.headers;
  const [, token] = /^Bearer +(\S{1,8192})$/i.exec(authorization ?? '') ?? [];
  const holder = token === undefined ? undefined : await tokens(token);
  if (holder === undefined) {
    const came = authorization === undefined ? 'No bearer token came' : 'The bearer token is not known';
    throw new Problem(401, `${came}; nothing was done. Make one: runback token NAME --role ${wanted[0] ?? 'viewer'}`);
  }
  return holder;
}
