// The settings of an identity provider: RUNBACK_OIDC_*. Throws a sentence that names the variable.
import { type Role, roles } from './relayed.js';

export interface Oidc {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  readonly nameClaim: string;
  readonly rolesClaim: string;
  /** By the value of the roles' claim. */
  readonly grants: ReadonlyMap<string, readonly OidcGrant[]>;
}

interface OidcGrant {
  readonly roles: readonly Role[];
  readonly environments?: readonly string[];
  readonly services?: readonly string[];
}

type Set = Readonly<Record<string, string>>;

/** Undefined where no issuer is set. */
export function readOidc(set: Set): Oidc | undefined {
  const { RUNBACK_OIDC_ISSUER: issuer } = set;
  if (issuer === undefined) return undefined;
  const jwksUrl = needed(set, 'RUNBACK_OIDC_JWKS_URL');
  if (!/^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(jwksUrl))
    throw new Error('RUNBACK_OIDC_JWKS_URL: expected an https URL');
  return {
    issuer,
    audience: needed(set, 'RUNBACK_OIDC_AUDIENCE'),
    jwksUrl,
    nameClaim: set.RUNBACK_OIDC_NAME_CLAIM ?? 'email',
    rolesClaim: set.RUNBACK_OIDC_ROLES_CLAIM ?? 'roles',
    grants: readGrants(set.RUNBACK_OIDC_ROLES ?? roles.map((role) => `${role}=${role}`).join(';')),
  };
}

function needed(set: Set, variable: string): string {
  const value = set[variable];
  if (value === undefined) throw new Error(`${variable}: needed where RUNBACK_OIDC_ISSUER is set`);
  return value;
}

/** "sre=operator,approver@prod; leads=admin; shop=operator@prod/shop-api" */
function readGrants(written: string): Oidc['grants'] {
  const grants = new Map<string, OidcGrant[]>();
  for (const entry of written.split(';').filter((each) => each.trim() !== '')) {
    const [, group, held = '', environment, service] =
      /^([^=]+)=([a-z, ]+)(?:@([\w.-]+)(?:\/([\w.-]+))?)?$/.exec(entry.trim()) ?? [];
    const named = held.split(',').map((role) => role.trim());
    if (group === undefined || !named.every(isRole)) {
      throw new Error(
        `RUNBACK_OIDC_ROLES: expected GROUP=ROLE,…[@ENVIRONMENT[/SERVICE]];… with roles of ${roles.join(', ')}`,
      );
    }
    const grant = {
      roles: named,
      ...(environment === undefined ? {} : { environments: [environment] }),
      ...(service === undefined ? {} : { services: [service] }),
    };
    grants.set(group.trim(), [...(grants.get(group.trim()) ?? []), grant]);
  }
  return grants;
}

const isRole = (name: string): name is Role => (roles as readonly string[]).includes(name);
