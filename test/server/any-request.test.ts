// Whatever is asked, as the description of the API says or almost: an answer that it names, and never a failure of ours.
import { Client, Connection } from '@temporalio/client';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { catalogueOf } from '../../src/catalogue/catalogue.js';
import { anEntry } from '../support/an-entry.js';
import { arbitraryOf, brokenOf, type JsonSchema, type Schemas } from '../support/arbitrary-of-schema.js';
import { aServer } from './a-server.js';

interface Operation {
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Schemas };
}

/** Nothing listens there, and no call is tried again. */
const nowhere = '127.0.0.1:1';
const connection = Connection.lazy({ address: nowhere, interceptors: [] });
const entry = anEntry({ aws: { region: 'us-east-1', endpoint: `http://${nowhere}` } });
const world = await aServer(new Client({ connection }), { services: catalogueOf([entry]) });
const description = (await world.server.inject('/openapi.json')).json<Description>();

afterAll(async () => {
  await world.server.close();
  await connection.close();
});

interface Asked {
  readonly query: Record<string, unknown>;
  readonly path: Record<string, unknown>;
  readonly header: Record<string, unknown>;
  readonly body: unknown;
}

const known = { environment: 'prod', service: 'applylens-api' } as const;

function requestsOf({ parameters = [], requestBody }: Operation, schemas: Schemas): fc.Arbitrary<Asked> {
  const given = (place: string) => {
    const named = parameters.filter((each) => each.in === place);
    const fields = named.map(({ name, schema }) => {
      const any = arbitraryOf(schema, schemas);
      const one = place === 'path' && name in known ? fc.constant(known[name as keyof typeof known]) : any;
      return [name, fc.oneof({ weight: 3, arbitrary: one }, { weight: 1, arbitrary: any })] as const;
    });
    return fc.record(Object.fromEntries(fields), {
      requiredKeys: named.flatMap(({ name, required }) => (required === true ? [name] : [])),
    });
  };
  const body = requestBody?.content['application/json'];
  const sound = body === undefined ? fc.constant(undefined) : arbitraryOf(body.schema, schemas);
  const placed = fc.tuple(sound, fc.boolean()).map(([value, isKnown]) => (isKnown ? ofKnown(value) : value));
  const broken = body === undefined ? sound : brokenOf(placed);
  return fc.record({
    query: given('query'),
    path: given('path'),
    header: given('header'),
    body: fc.oneof(placed, broken),
  });
}

/** Of the service that there is, where it names one. */
const ofKnown = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'service' in value ? { ...value, ...known } : value;

const isHeaderText = (value: unknown): value is string => typeof value === 'string' && /^[\x20-\x7e]+$/.test(value);

function send(method: 'GET' | 'POST', template: string, { query, path, header, body }: Asked, cutAt: number) {
  const url = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(wellFormed(String(path[name]))));
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  const headers = Object.fromEntries(Object.entries(header).filter(([, value]) => isHeaderText(value))) as Record<
    string,
    string
  >;
  const text = body === undefined ? undefined : (JSON.stringify(body) ?? 'null');
  return world.ask(method, search === '' ? url : `${url}?${search}`, {
    as: method === 'POST' && template.startsWith('/webhooks') ? 'sender' : 'admin',
    headers,
    ...(text === undefined ? {} : { body: cutAt === 0 ? text.slice(0, text.length / 2) : text }),
  });
}

/** A lone surrogate cannot be written in a URL. */
const wellFormed = (text: string): string => text.replace(/[\ud800-\udfff]/g, '?');

const isNamed = (status: number, { responses }: Operation): boolean =>
  [`${status}`, `${Math.floor(status / 100)}XX`].some((code) => code in responses);

const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(
    ([method, operation]) => [method.toUpperCase() as 'GET' | 'POST', path, operation] as const,
  ),
);

describe('whatever is asked of', () => {
  it.each(operations)('%s %s is answered, never with a failure', async (method, path, operation) => {
    const requests = requestsOf(operation, description.components.schemas);
    await fc.assert(
      fc.asyncProperty(requests, fc.nat({ max: 15 }), async (asked, cutAt) => {
        const { status, type, body, text } = await send(method, path, asked, cutAt);
        expect(status, text).not.toBe(500);
        expect(isNamed(status, operation) || status === 404, `${status}: ${text}`).toBe(true);
        if (status < 400 || path === '/readyz') return;
        expect(type).toContain('application/problem+json');
        expect(body).toMatchObject({
          type: 'about:blank',
          status,
          title: expect.any(String),
          detail: expect.any(String),
        });
        expect(text).not.toMatch(/\n\s+at |node_modules/);
      }),
      { numRuns: 40 },
    );
  });
});
