// One value against one shape of a botocore service model.

export interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly required?: readonly string[];
  readonly member?: { readonly shape: string; readonly locationName?: string };
  readonly value?: { readonly shape: string };
  readonly enum?: readonly string[];
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number };
}

/** JSON has types of its own; in forms and XML every scalar is text, and a list in XML is an element of `member`s, or of what the model calls them. */
export type WireForm = 'json' | 'form' | 'xml';

type Shapes = Readonly<Record<string, Shape>>;

const scalarOfJson: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  blob: (value) => typeof value === 'string',
  integer: Number.isInteger,
  long: Number.isInteger,
  float: (value) => typeof value === 'number',
  double: (value) => typeof value === 'number',
  timestamp: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
};

const scalarOfText: Readonly<Record<string, RegExp>> = {
  integer: /^-?\d+$/,
  long: /^-?\d+$/,
  float: /^-?\d+(\.\d+)?$/,
  double: /^-?\d+(\.\d+)?$/,
  timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  boolean: /^(true|false)$/,
};

/** One line for each violation: where, and what is wrong. */
export function shapeViolations(
  shapes: Shapes,
  name: string | undefined,
  value: unknown,
  form: WireForm,
  path = '',
): string[] {
  const shape = name === undefined ? undefined : shapes[name];
  if (shape === undefined) return [];
  const within = (member: { readonly shape: string } | undefined, inner: unknown, step: string): string[] =>
    shapeViolations(shapes, member?.shape, inner, form, `${path}${step}`);

  if (shape.type === 'structure') return structureViolations(shape, emptyAsObject(value, form), path, within);
  if (shape.type === 'list') {
    const entries = listOf(value, form, shape.member?.locationName);
    if (entries === undefined) return [`${path} is no list`];
    return entries.flatMap((entry, index) => within(shape.member, entry, `[${index}]`));
  }
  if (shape.type === 'map') {
    if (!isObject(value)) return [`${path} is no map`];
    return Object.entries(value).flatMap(([key, entry]) => within(shape.value, entry, `.${key}`));
  }
  return scalarViolations(shape, value, form, path);
}

function structureViolations(
  { members = {}, required = [] }: Shape,
  value: unknown,
  path: string,
  within: (member: { readonly shape: string } | undefined, inner: unknown, step: string) => string[],
): string[] {
  if (!isObject(value)) return [`${path} is no structure`];
  const missing = required
    .filter((member) => value[member] === undefined)
    .map((member) => `${path}.${member} is missing`);
  const inner = Object.entries(value).flatMap(([member, content]) =>
    Object.hasOwn(members, member)
      ? within(members[member], content, `.${member}`)
      : [`${path}.${member} is not modelled`],
  );
  return [...missing, ...inner];
}

function scalarViolations({ type, enum: allowed }: Shape, value: unknown, form: WireForm, path: string): string[] {
  const fits =
    form === 'json'
      ? scalarOfJson[type]?.(value)
      : typeof value === 'string' && (scalarOfText[type]?.test(value) ?? true);
  if (!fits) return [`${path} is no ${type}: ${JSON.stringify(value)}`];
  return allowed && !allowed.includes(value as string)
    ? [`${path} is not one of the enum: ${JSON.stringify(value)}`]
    : [];
}

function listOf(value: unknown, form: WireForm, element = 'member'): readonly unknown[] | undefined {
  if (form !== 'xml') return Array.isArray(value) ? value : undefined;
  if (value === '') return [];
  if (!isObject(value)) return undefined;
  const { [element]: entries = [], ...others } = value;
  if (Object.keys(others).length > 0) return undefined;
  return Array.isArray(entries) ? (entries as unknown[]) : [entries];
}

const emptyAsObject = (value: unknown, form: WireForm): unknown => (form === 'xml' && value === '' ? {} : value);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
