// Who holds a credential, whatever kind it is: a name, and roles that may hold for some services and environments only.
import type { KeptToken } from '../catalogue/read-tokens.js';
import { type Role, roles } from '../relayed.js';

export interface Where {
  readonly environment: string;
  readonly service: string;
}

export interface Grant {
  readonly roles: readonly Role[];
  /** All of them when absent. */
  readonly environments?: readonly string[] | undefined;
  readonly services?: readonly string[] | undefined;
}

export interface Holder {
  readonly name: string;
  readonly grants: readonly Grant[];
}

export const holderOfToken = ({ name, ...grant }: KeptToken): Holder => ({ name, grants: [grant] });

/** An admin may do everything, an operator what a sender and a viewer may. */
const acts = (role: Role, { roles: held }: Grant): boolean =>
  held.includes(role) ||
  held.includes('admin') ||
  (held.includes('operator') && (role === 'sender' || role === 'viewer'));

const reaches = ({ environments, services }: Grant, { environment, service }: Where): boolean =>
  (environments?.includes(environment) ?? true) && (services?.includes(service) ?? true);

/** Whether one of the roles is his, there or, when no place is said, anywhere. */
export const mayActAs = (wanted: readonly Role[], { grants }: Holder, where?: Where): boolean =>
  grants.some((grant) => (where === undefined || reaches(grant, where)) && wanted.some((role) => acts(role, grant)));

/** Who approves must be able to read what. */
export const readers: readonly Role[] = ['viewer', 'approver'];

/** The one rule of every door that only reads: there, or anywhere when no place is said. */
export const mayRead = (holder: Holder, where?: Where): boolean => mayActAs(readers, holder, where);

/** Also what belongs to no service that is known. */
export const mayReadAll = (holder: Holder): boolean =>
  holder.grants.some(
    (grant) =>
      grant.environments === undefined && grant.services === undefined && mayRead({ ...holder, grants: [grant] }),
  );

/** His roles there, as they are vouched for. */
export const rolesAt = ({ grants }: Holder, where: Where): Role[] =>
  roles.filter((role) => grants.some((grant) => reaches(grant, where) && grant.roles.includes(role)));

/** His roles anywhere. */
export const rolesOf = ({ grants }: Holder): Role[] =>
  roles.filter((role) => grants.some((grant) => grant.roles.includes(role)));

/** A sender's credential belongs to a machine, such as an alert manager or a pipeline; no other role makes it one. */
export const isMachine = (holder: Holder): boolean => rolesOf(holder).includes('sender');
