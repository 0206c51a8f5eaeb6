import { z } from 'zod';
import { type Located, readLocated } from './located.js';
import { asLayer } from './merge.js';
import { CatalogueProblems, type Place } from './problems.js';
import { name, oneOf, scalar, text } from './schema/scalars.js';
import { validate } from './validate.js';

/** A token itself must not stand there, so what stands there instead of a hash is never printed. */
const sha256 = scalar(
  'the SHA-256 of a token, 64 lowercase hexadecimal digits',
  (value) => (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? value : undefined),
  () => true,
);

const token = z.strictObject({
  name: text,
  sha256,
  roles: z.array(oneOf('viewer', 'operator', 'approver', 'admin', 'sender')),
  environments: z.array(name).optional(),
  services: z.array(name).optional(),
  slack: text.optional(),
});

/** What is kept of a token. Without `environments` or `services` it holds for all of them; `slack` is a user id (U…). */
export type KeptToken = z.output<typeof token>;

/** Reads a list of tokens, as YAML or JSON; an empty text is an empty list. Throws CatalogueProblems: a line for each error. */
export function readTokens(written: string, file: string): readonly KeptToken[] {
  const { root, problems } = readLocated(written, file);
  if (problems.length > 0) throw new CatalogueProblems(problems);
  const start: Place = { file, line: 1, column: 1, path: '' };
  const read = validate(z.array(token), emptyAsList(root), start);
  if (!read.ok) throw new CatalogueProblems(read.problems);
  return read.value;
}

const emptyAsList = (root: Located): Located => {
  const layer = asLayer(root);
  return layer !== root ? { kind: 'list', items: [] } : root;
};
