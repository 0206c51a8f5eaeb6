// Who somebody is by a token of the organisation's own identity provider (OpenID Connect).
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Oidc } from '../oidc-settings.js';
import type { Grant, Holder } from './holder.js';
import { Problem } from './problem.js';
import type { Tokens } from './tokens.js';

const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const clocksDifferSeconds = 30;
const keysAnswerWithinMs = 3_000;

const isJwt = (token: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);

/** Tokens of the file first, then those of the provider: signed by one of its keys, for us, and not over. */
export function withOidc(tokens: Tokens, oidc: Oidc | undefined): Tokens {
  if (oidc === undefined) return tokens;
  const keys = createRemoteJWKSet(new URL(oidc.jwksUrl), { timeoutDuration: keysAnswerWithinMs });
  const { issuer, audience } = oidc;
  const limits = { issuer, audience, algorithms, clockTolerance: clocksDifferSeconds, requiredClaims: ['exp', 'sub'] };
  return async (token) => {
    const known = await tokens(token);
    if (known !== undefined || !isJwt(token)) return known;
    try {
      return holderIn((await jwtVerify(token, keys, limits)).payload, oidc);
    } catch (error) {
      if (isWrong(error)) return undefined;
      throw new Problem(
        503,
        `The keys of ${issuer} could not be read, so nobody can be told from anybody. Nothing was done`,
      );
    }
  };
}

const keysAreAway = ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'];

/** The token is what is wrong, not the way to the keys. */
const isWrong = (error: unknown): boolean => error instanceof errors.JOSEError && !keysAreAway.includes(error.code);

/** Undefined where it has no name that may be believed. */
function holderIn(claims: JWTPayload, { nameClaim, rolesClaim, grants }: Oidc): Holder | undefined {
  const name = claimAt(claims, nameClaim);
  if (typeof name !== 'string' || name.trim() === '' || name.length > 200) return undefined;
  if (nameClaim === 'email' && claims.email_verified === false) return undefined;
  const given = claimAt(claims, rolesClaim);
  const groups = Array.isArray(given) ? given : typeof given === 'string' ? given.split(' ') : [];
  const held = groups.flatMap((group): readonly Grant[] =>
    typeof group === 'string' ? (grants.get(group) ?? []) : [],
  );
  return { name, grants: held };
}

/** A claim by its name, or by a path with dots such as `realm_access.roles`. */
function claimAt(claims: JWTPayload, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined,
      claims,
    );
}
