// What a person may do at the page: the same roles as everywhere else.
import type { Role } from '../../relayed.js';
import { type Holder, mayActAs } from '../holder.js';
import { roleFor } from '../message-routes.js';
import { messageOf, type PageVerb } from './offers.js';

type Where = { readonly environment: string; readonly service: string };

export const roleToSay = (verb: PageVerb): Role => (verb === 'break-glass' ? 'admin' : roleFor(messageOf(verb)));

export const maySay = (holder: Holder, verb: PageVerb, where: Where): boolean =>
  mayActAs([roleToSay(verb)], holder, where);
