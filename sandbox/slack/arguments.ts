// What a call of Slack's Web API says: form-encoded as its SDK sends it, JSON, or in the query.
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

export type Arguments = Readonly<Record<string, unknown>>;

/** What a method answers instead of its result. */
export class SlackRefusal extends Error {
  constructor(
    readonly error: string,
    readonly more: object = {},
  ) {
    super(error);
  }
}

/** @throws SlackRefusal when the body is not what its content type says */
export function argumentsOf({ body, query, headers }: FastifyRequest): Arguments {
  const given = query as Arguments;
  const type = headers['content-type'] ?? '';
  if (typeof body !== 'string' || body === '') return given;
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { ...given, ...Object.fromEntries(new URLSearchParams(body)) };
  }
  if (!type.startsWith('application/json')) throw new SlackRefusal('invalid_post_type');
  const parsed = z.record(z.string(), z.unknown()).safeParse(jsonOf(body));
  if (!parsed.success) throw new SlackRefusal('invalid_json');
  return { ...given, ...parsed.data };
}

/** A JSON value, or the text of one as forms carry it; undefined when it cannot be read. */
export function jsonOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** @throws SlackRefusal `invalid_arguments` when it is missing */
export function required(given: Arguments, name: string): string {
  const value = given[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new SlackRefusal('invalid_arguments', {
    response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
  });
}

export const isSet = (value: unknown): boolean => value === true || value === 'true' || value === '1' || value === 1;
