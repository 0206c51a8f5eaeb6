import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import type { KeptToken } from '../catalogue/read-tokens.js';
import { Problem } from './problem.js';
import { mayActAs, mayReach, type Role, type Tokens } from './tokens.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, as the token says; set by `holding`. */
    holder?: KeptToken;
  }
}

/** Lets a request on only with a token of one of the roles, before its body is read. */
export const holding =
  (tokens: Tokens, ...wanted: readonly Role[]): onRequestHookHandler =>
  (request, _reply, done) => {
    try {
      request.holder = findHolder(tokens, request, wanted);
      done();
    } catch (problem) {
      done(problem as Error);
    }
  };

/** Throws 403 when the token does not hold for the service. */
export function allowFor({ holder }: FastifyRequest, where: { environment: string; service: string }): void {
  if (holder === undefined || mayReach(holder, where)) return;
  throw new Problem(403, `${holder.name} does not hold for ${where.service} in ${where.environment}. Nothing was done`);
}

/** Who asks, on a route that is `holding`. Throws 401 elsewhere. */
export const holderOf = ({ holder }: FastifyRequest): KeptToken => {
  if (holder === undefined) throw new Problem(401, 'No bearer token was asked for here; nothing was done');
  return holder;
};

function findHolder(tokens: Tokens, request: FastifyRequest, wanted: readonly Role[]): KeptToken {
  const { authorization } = request.headers;
  const [, token] = /^Bearer +(\S{1,512})$/i.exec(authorization ?? '') ?? [];
  const holder = token === undefined ? undefined : tokens(token);
  if (holder === undefined) {
    const came = authorization === undefined ? 'No bearer token came' : 'The bearer token is not known';
    throw new Problem(401, `${came}; nothing was done. Make one: runback token NAME --role ${wanted[0] ?? 'viewer'}`);
  }
  if (wanted.some((role) => mayActAs(role, holder))) return holder;
  const held = holder.roles.join(', ') || 'no role';
  throw new Problem(403, `${holder.name} holds ${held}; this needs ${wanted.join(' or ')}. Nothing was done`);
}
