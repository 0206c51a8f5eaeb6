// What PagerDuty's REST API refuses.
import type { FastifyRequest } from 'fastify';

import { type Person, people, restTokens } from './account.js';

export class RestRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
    readonly errors: readonly string[] = [],
  ) {
    super(message);
  }
}

export const asJson = ({ code, message, errors }: RestRefusal): object => ({
  error: { message, code, ...(errors.length === 0 ? {} : { errors }) },
});

export const notFound = new RestRefusal(404, 2100, 'Not Found');
export const rateLimited = new RestRefusal(429, 2020, 'Rate Limit Exceeded');
export const invalidInput = (...errors: string[]): RestRefusal =>
  new RestRefusal(400, 2001, 'Invalid Input Provided', errors);

/** @throws RestRefusal 401 without the right token, 403 for a change by one that may only read */
export function checkToken({ headers, method }: FastifyRequest): void {
  const token = /^Token token=(\S+)$/.exec(headers.authorization ?? '')?.[1];
  if (token === restTokens.write) return;
  if (token !== restTokens.read) throw new RestRefusal(401, 2006, 'Authentication Failed');
  if (method !== 'GET') throw new RestRefusal(403, 2010, 'Access Denied');
}

/** Who makes the change. @throws RestRefusal when the From header is missing or names nobody of the account */
export function requesterOf({ headers }: FastifyRequest): Person {
  const { from } = headers;
  if (from === undefined || !from.includes('@')) throw invalidInput('From header is missing or no email address');
  const found = people.find(({ email }) => email === from);
  if (found === undefined) throw new RestRefusal(400, 1008, 'Requester User Not Found');
  return found;
}
