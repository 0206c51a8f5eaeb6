// What a person may do at the page: the same roles as everywhere else.
import type { Verb } from '../../identifiers.js';
import { type Holder, mayActAs } from '../holder.js';
import { roleFor } from '../message-routes.js';

type Where = { readonly environment: string; readonly service: string };

export const maySay = (holder: Holder, verb: Verb, where: Where): boolean => mayActAs([roleFor(verb)], holder, where);
