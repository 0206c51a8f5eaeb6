import type { FastifyReply } from 'fastify';

import type { Refusal } from './refusals.js';

export function refuse(reply: FastifyReply, { status, message, headers = {} }: Refusal): FastifyReply {
  const documentation_url = 'https://docs.github.com/rest';
  return reply
    .code(status)
    .headers(headers)
    .send({ message, documentation_url, status: `${status}` });
}
