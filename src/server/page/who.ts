// What a person may do at the page: the same roles as everywhere else.
import type { KeptToken } from '../../catalogue/read-tokens.js';
import type { Verb } from '../../identifiers.js';
import { roleFor } from '../message-routes.js';
import { mayActAs, mayReach, type Role } from '../tokens.js';

export type Holder = KeptToken;
type Where = { readonly environment: string; readonly service: string };

/** Who approves must be able to read what. */
const lookers: readonly Role[] = ['viewer', 'approver'];

/** There, or anywhere when no place is said. */
export const mayLook = (holder: Holder, where?: Where): boolean =>
  lookers.some((role) => mayActAs(role, holder)) && (where === undefined || mayReach(holder, where));

export const maySay = (holder: Holder, verb: Verb, where: Where): boolean =>
  mayActAs(roleFor(verb), holder) && mayReach(holder, where);
