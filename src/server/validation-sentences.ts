import type { FastifyRequest } from 'fastify';
import type { ZodFastifySchemaValidationError } from 'fastify-type-provider-zod';
import { type Messages, parseMessage } from '../messages.js';
import { parseRequest } from '../requests.js';
import { messageBodies } from './request-body.js';

type Asked = Pick<FastifyRequest, 'body' | 'routeOptions'>;

/** One sentence per wrong field, bounded in number and length: the CLI's and the run's own words where they have some. */
export function sentencesOf(errors: readonly ZodFastifySchemaValidationError[], asked: Asked): string[] {
  const own = ownSentences(asked);
  const all = own.length > 0 ? own : errors.map(sentenceOfZod);
  return all.slice(0, 20).map((sentence) => sentence.slice(0, 300));
}

function ownSentences({ body, routeOptions: { url = '' } }: Asked): string[] {
  const last = url.split('/').at(-1) ?? '';
  const parsed =
    url === '/rollbacks'
      ? parseRequest(withoutSpeaker(body))
      : Object.hasOwn(messageBodies, last)
        ? parseMessage(last as keyof Messages, saidBySomebody(body))
        : undefined;
  return parsed === undefined || parsed.ok ? [] : parsed.problems;
}

const isObject = (body: unknown): body is object => typeof body === 'object' && body !== null && !Array.isArray(body);

/** Who asks and who speaks is the token's name: nobody is told that the field is wrong, or missing. */
const withoutSpeaker = (body: unknown): unknown => (isObject(body) ? { ...body, requestedBy: undefined } : body);
const saidBySomebody = (body: unknown): unknown => (isObject(body) ? { ...body, by: 'somebody' } : body);

const sentenceOfZod = ({ instancePath, message }: ZodFastifySchemaValidationError): string =>
  `${nameOf(instancePath)}: ${worded(message ?? 'wrong')}`;

const nameOf = (instancePath: string): string => instancePath.replace(/^\//, '').replaceAll('/', '.') || 'the body';

const worded = (message: string): string => message.replace(/^Invalid (input|option|string): /, '').replaceAll('"', '');
