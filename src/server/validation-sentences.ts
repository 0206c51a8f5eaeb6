import type { ZodFastifySchemaValidationError } from 'fastify-type-provider-zod';

const nameOf = (instancePath: string): string => instancePath.replace(/^\//, '').replaceAll('/', '.') || 'the body';

const worded = (message: string): string => message.replace(/^Invalid (input|option|string): /, '').replaceAll('"', '');

/** One sentence per wrong field, bounded in number and length. */
export const sentencesOf = (errors: readonly ZodFastifySchemaValidationError[]): string[] =>
  errors
    .slice(0, 20)
    .map(({ instancePath, message }) => `${nameOf(instancePath)}: ${worded(message ?? 'wrong')}`.slice(0, 300));
