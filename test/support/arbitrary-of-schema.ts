// Values that a JSON schema of an OpenAPI 3.1 description allows, and values like them that are broken somewhere.
import fc from 'fast-check';

export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
}

export type Schemas = Readonly<Record<string, JsonSchema>>;
type Arbitrary = fc.Arbitrary<unknown>;

const longest = 30;
const deepest = 4;

/** @param schemas the description's `components.schemas` */
export function arbitraryOf(schema: JsonSchema, schemas: Schemas, depth = 0): Arbitrary {
  const of = (inner: JsonSchema): Arbitrary => arbitraryOf(inner, schemas, depth + 1);
  if (schema.$ref !== undefined) return of(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map(of));
  if (schema.allOf !== undefined) {
    return fc.tuple(...schema.allOf.map(of)).map((parts) => Object.assign({}, ...parts) as unknown);
  }
  const types = [schema.type ?? []].flat();
  if (types.length === 0 || depth > deepest) return fc.jsonValue({ maxDepth: 2 });
  return fc.oneof(...types.map((type) => ofType(type, schema, of)));
}

function ofType(type: string, schema: JsonSchema, of: (inner: JsonSchema) => Arbitrary): Arbitrary {
  const { minimum = -1_000, maximum = 1_000_000, minItems = 0, maxItems = 3 } = schema;
  if (type === 'string') return text(schema);
  if (type === 'integer') return fc.integer({ min: minimum, max: Math.min(maximum, 2 ** 31 - 1) });
  if (type === 'number') return fc.double({ min: minimum, max: maximum, noNaN: true });
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  if (type === 'array')
    return fc.array(of(schema.items ?? {}), { minLength: minItems, maxLength: Math.min(maxItems, 3) });
  return object(schema, of);
}

function text({ pattern, minLength = 0, maxLength = longest }: JsonSchema): Arbitrary {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ unit: 'binary', minLength, maxLength: Math.max(minLength, Math.min(maxLength, longest)) });
}

/** A few of the optional fields at a time: with all of them something contradicts something. */
const mostOptional = 3;

function object(schema: JsonSchema, of: (inner: JsonSchema) => Arbitrary): Arbitrary {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const needed = Object.keys(properties).filter((name) => required.includes(name));
  const optional = Object.keys(properties).filter((name) => !required.includes(name));
  const record = fc
    .subarray(optional, { maxLength: Math.min(mostOptional, optional.length) })
    .chain((some) =>
      fc.record(Object.fromEntries([...needed, ...some].map((name) => [name, of(properties[name] ?? {})]))),
    );
  if (additionalProperties === false) return record;
  const others = fc.dictionary(fc.string(), of(additionalProperties === true ? {} : additionalProperties), {
    maxKeys: 2,
  });
  return fc.tuple(others, record).map(([more, own]) => ({ ...more, ...own }));
}

const odd: Arbitrary = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(null, [], {}, '', 0, -1, 1e308, true, '\u0000', 'x'.repeat(5_000), { __proto__: null }, '2026-02-30'),
);

/** The same with one field of it, or the whole, replaced, left out or added. */
export const brokenOf = (sound: Arbitrary): Arbitrary =>
  fc
    .tuple(sound, fc.nat(), odd, fc.constantFrom('replace', 'remove', 'add', 'instead'))
    .map(([value, at, other, how]) => {
      if (how === 'instead' || typeof value !== 'object' || value === null) return other;
      const name = Object.keys(value)[at % Math.max(1, Object.keys(value).length)] ?? 'x';
      if (how === 'remove') return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
      return { ...value, [how === 'add' ? `${name}_` : name]: other };
    });
