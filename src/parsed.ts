// Small total parsers for what arrives in a workflow: they never throw and say a sentence per wrong field.

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: string[] };

export interface Field {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  readonly required?: boolean;
}

const maxText = 4_000;
const maxName = 200;
const maxTime = 64;

const isText = (value: unknown, most = maxText): value is string =>
  typeof value === 'string' && value.trim().length > 0 && value.length <= most;

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const text: Field = { expected: 'a text of 1 to 4,000 characters', accepts: (value) => isText(value) };
/** Who says something: it stands on every line of the timeline that is his. */
export const person: Field = {
  expected: 'a name of 1 to 200 characters',
  accepts: (value) => isText(value, maxName),
};
export const flag: Field = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' };
export const time: Field = {
  expected: 'an ISO 8601 time',
  accepts: (value) => isText(value, maxTime) && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value)),
};
export const oneOf = (...choices: readonly string[]): Field => ({
  expected: `one of ${choices.join(', ')}`,
  accepts: (value) => typeof value === 'string' && choices.includes(value),
});
export const listOf = (field: Field): Field => ({
  expected: `a list, each ${field.expected}`,
  accepts: (value) => Array.isArray(value) && value.length <= 50 && value.every(field.accepts),
});
export const objectOf = (fields: Readonly<Record<string, Field>>): Field => ({
  expected: `an object with ${Object.keys(fields).join(', ')}`,
  accepts: (value) => problemsOf(value, fields).length === 0,
});
export const required = (field: Field): Field => ({ ...field, required: true });

/** What was given, short enough for a sentence and without control characters. */
export const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  const json = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? typeof value);
  const clean = json.replace(/[\u0000-\u001f\u007f]/g, ' ');
  return clean.length > 60 ? `${clean.slice(0, 57)}…` : clean;
};

const problemsOf = (value: unknown, fields: Readonly<Record<string, Field>>): string[] => {
  if (!isPlainObject(value)) return [`expected an object with ${Object.keys(fields).join(', ')}, got ${shown(value)}`];
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(fields, name));
  const wrong = Object.entries(fields).flatMap(([name, field]) => {
    const given = value[name];
    if (given === undefined) return field.required === true ? [`${name}: expected ${field.expected}, got nothing`] : [];
    return field.accepts(given) ? [] : [`${name}: expected ${field.expected}, got ${shown(given)}`];
  });
  const known = Object.keys(fields).join(', ');
  return [...unknown.slice(0, 10).map((name) => `${shown(name)}: unknown field; known are ${known}`), ...wrong];
};

/** `value` as T when every field is right: the fields are T's description. */
export const parse = <T>(value: unknown, fields: Readonly<Record<string, Field>>): Parsed<T> => {
  const problems = problemsOf(value, fields);
  return problems.length === 0 ? { ok: true, value: value as T } : { ok: false, problems };
};
