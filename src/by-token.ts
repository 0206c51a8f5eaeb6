// What counts only from a person whom the server knows, and the command that says it so.
import type { Verb } from './identifiers.js';

type Where = { readonly service: string; readonly environment: string };

/** How to say it where a written name is not enough. */
export const byToken = (verb: Verb | 'start' | 'undo', { service, environment }: Where): string =>
  `RUNBACK_TOKEN=… runback ${verb} ${service} --env ${environment}`;

/** Why the undo of a rollback for security does not count, whoever else asks for it. */
export const onlyAnAdminUndoes = (where: Where): string =>
  `security was the reason of this rollback: only an admin has the vulnerable release back, by a token of that role: ${byToken('undo', where)}`;
